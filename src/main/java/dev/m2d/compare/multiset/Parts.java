package dev.m2d.compare.multiset;

/**
 * The rows that both sides have in one bucket, in smaller parts by hash: those whose counts and
 * sums agree hold the same rows, and only the others need to be looked at one by one.
 */
final class Parts {

  static final int PARTS = 256;

  /** The bits behind those that chose the bucket. */
  private static final int SHIFT = 46;

  private final int[] rows = new int[PARTS];
  private final int[] surplus = new int[PARTS];
  private final long[] highs = new long[PARTS];
  private final long[] lows = new long[PARTS];

  /** Adds rows of one side: hash and place of each, in the first `length` numbers. */
  void add(long[] entries, int length, int width, boolean isLeft) {
    int sign = isLeft ? 1 : -1;
    for (int at = 0; at < length; at += width) {
      int part = part(entries[at]);
      rows[part]++;
      surplus[part] += sign;
      highs[part] += sign * entries[at];
      lows[part] += sign * entries[at + 1];
    }
  }

  /** Whether the sides may have other rows where a row of this hash belongs. */
  boolean differ(long high) {
    return differ(part(high));
  }

  /** Number of rows, of both sides, in parts that differ. */
  int size() {
    int size = 0;
    for (int part = 0; part < PARTS; part++) {
      size += differ(part) ? rows[part] : 0;
    }
    return size;
  }

  private boolean differ(int part) {
    return surplus[part] != 0 || highs[part] != 0 || lows[part] != 0;
  }

  /** The part that a row of this hash belongs to. */
  static int part(long high) {
    return (int) (high >>> SHIFT) & PARTS - 1;
  }
}
