package dev.m2d.compare;

import dev.m2d.compare.explain.Difference;
import java.util.Map;

/**
 * How many rows of a stream are of which kind.
 *
 * @param left rows on the left, without those out of the window
 * @param right rows on the right, without those out of the window
 * @param equal rows that pair off
 * @param kinds how many differ in which way; of the rows that were explained
 * @param unexplained rows beyond those that were explained, of both sides
 * @param acknowledged changed rows that differ in known ways only
 * @param laterLeft rows on the left beyond the watermark, which were not compared
 * @param laterRight the same on the right
 */
public record RowCounts(
    long left,
    long right,
    long equal,
    Map<Difference.Kind, Long> kinds,
    long unexplained,
    long acknowledged,
    long apart,
    long laterLeft,
    long laterRight) {

  public RowCounts {
    kinds = Map.copyOf(kinds);
  }

  /** How many rows are of a kind. */
  public long count(Difference.Kind kind) {
    return kinds.getOrDefault(kind, 0L);
  }
}
