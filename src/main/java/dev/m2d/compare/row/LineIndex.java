package dev.m2d.compare.row;

import java.util.Arrays;

/**
 * How many lines end before some places of a file, so that the line of another place is found near
 * one of them. It takes no more memory for a longer file, where the places stand further apart.
 */
final class LineIndex {

  private static final int MOST = 1 << 16;

  private int step = 1 << 14;
  private long[] ends = new long[64];
  private int size;
  private long read;
  private long lines;
  private boolean isWhole = true;

  /** Adds what was read from a place of the file; another place than the end so far is a gap. */
  void add(long place, byte[] bytes, int start, int end) {
    isWhole &= place == read;
    int from = start;
    while (isWhole && from < end) {
      int to = (int) Math.min(end, from + step - (read & step - 1));
      lines += Words.count(bytes, from, to, (byte) '\n');
      read += to - from;
      from = to;
      if ((read & step - 1) == 0) {
        append();
      }
    }
  }

  private void append() {
    if (size == MOST) {
      size /= 2;
      for (int i = 0; i < size; i++) {
        ends[i] = ends[2 * i + 1];
      }
      step *= 2;
      if ((read & step - 1) != 0) {
        return;
      }
    }
    if (size == ends.length) {
      ends = Arrays.copyOf(ends, 2 * size);
    }
    ends[size++] = lines;
  }

  /** The last place up to another one of which the line is known. */
  long near(long place) {
    return Math.min(place / step, isWhole ? size : 0) * step;
  }

  /** How many lines end before a place that {@link #near} answered. */
  long before(long near) {
    int entry = (int) (near / step);
    return entry == 0 ? 0 : ends[entry - 1];
  }
}
