package dev.m2d.compare.explain;

import java.math.BigDecimal;
import java.math.MathContext;

/**
 * How far two values of a column are apart at most where a tolerance accepts it.
 *
 * @param rows in how many rows they are not exactly equal
 * @param absolute the largest |a - b|
 * @param relative the largest |a - b| / max(|a|, |b|)
 */
public record Deviation(long rows, double absolute, double relative) {

  /** No deviation. */
  public static final Deviation NONE = new Deviation(0, 0, 0);

  /** With one more pair of values. */
  public Deviation with(BigDecimal a, BigDecimal b) {
    if (a.compareTo(b) == 0) {
      return this;
    }
    BigDecimal exact = a.subtract(b).abs();
    double part = exact.divide(a.abs().max(b.abs()), MathContext.DECIMAL64).doubleValue();
    return new Deviation(
        rows + 1, Math.max(absolute, exact.doubleValue()), Math.max(relative, part));
  }
}
