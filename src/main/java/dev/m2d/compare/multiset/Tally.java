package dev.m2d.compare.multiset;

import java.util.function.Consumer;

/** Counts how often each side has each row of one bucket: a hash table in arrays of numbers. */
final class Tally {

  private static final int FIELDS = 6;
  private static final int MOST = 1 << 16;
  private static final int LEFT = 2;
  private static final int RIGHT = 3;

  // For each row: both halves of its hash, how often left and right have it, where first.
  private long[] table;
  private int mask;
  private int distinct;

  /** For about `rows` rows; many more than a bucket mostly has are mostly the same one. */
  Tally(int rows) {
    int size = Integer.highestOneBit(Math.max(8, Math.min(rows, MOST))) * 4;
    mask = size - 1;
    table = new long[Math.multiplyExact(size, FIELDS)];
  }

  void add(long high, long low, long place, boolean isLeft) {
    int at = find(high, low);
    if (isFree(at)) {
      if (2 * distinct > mask) {
        grow();
        at = find(high, low);
      }
      distinct++;
      table[at] = high;
      table[at + 1] = low;
    }
    int side = isLeft ? LEFT : RIGHT;
    if (table[at + side]++ == 0) {
      table[at + side + 2] = place;
    }
  }

  /** Where a row is, or belongs. */
  private int find(long high, long low) {
    int slot = (int) low & mask;
    int at = slot * FIELDS;
    while (!isFree(at) && (table[at] != high || table[at + 1] != low)) {
      slot = slot + 1 & mask;
      at = slot * FIELDS;
    }
    return at;
  }

  private boolean isFree(int at) {
    return table[at + LEFT] == 0 && table[at + RIGHT] == 0;
  }

  private void grow() {
    long[] old = table;
    table = new long[Math.multiplyExact(2, old.length)];
    mask = 2 * mask + 1;
    for (int from = 0; from < old.length; from += FIELDS) {
      if (old[from + LEFT] != 0 || old[from + RIGHT] != 0) {
        System.arraycopy(old, from, table, find(old[from], old[from + 1]), FIELDS);
      }
    }
  }

  /** How many rows one side has more than the other. */
  long surplus(boolean ofLeft) {
    long sum = 0;
    for (int at = 0; at < table.length; at += FIELDS) {
      long more = table[at + LEFT] - table[at + RIGHT];
      sum += Math.max(0, ofLeft ? more : -more);
    }
    return sum;
  }

  /** The same of rows that both sides have. */
  long repeated(boolean ofLeft) {
    long sum = 0;
    for (int at = 0; at < table.length; at += FIELDS) {
      if (table[at + LEFT] > 0 && table[at + RIGHT] > 0) {
        long more = table[at + LEFT] - table[at + RIGHT];
        sum += Math.max(0, ofLeft ? more : -more);
      }
    }
    return sum;
  }

  /** Shows at most `limit` rows that the sides do not have equally often. */
  void items(int limit, Consumer<Leftovers.Item> found) {
    int rest = limit;
    for (int at = 0; at < table.length && rest > 0; at += FIELDS) {
      long left = table[at + LEFT];
      long right = table[at + RIGHT];
      if (left != right) {
        rest--;
        found.accept(new Leftovers.Item(left, right, table[at + (left > right ? 4 : 5)]));
      }
    }
  }
}
