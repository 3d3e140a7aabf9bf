package dev.m2d.compare.contract;

/**
 * How many rows of a stream may differ without an explanation in a pair that counts as clean. The
 * verdict of the pair stays as it is.
 *
 * @param rows of all kinds: changed, missing, extra and repeated
 */
public record RowLimit(long rows, Terms terms) {

  /** None may. */
  public static final RowLimit NONE = new RowLimit(0, Terms.NONE);
}
