package dev.m2d.compare;

import dev.m2d.compare.canon.Encoder;
import dev.m2d.compare.multiset.Hash128;
import dev.m2d.compare.row.Row;
import dev.m2d.compare.row.TextBytes;

/**
 * Counts how often a rule decided on one side, and adds up what an exact comparison would have
 * seen: with equal sums the rule was not needed.
 */
final class RuleCount {

  private final int column;
  private final Encoder exact;
  private final Hash128 hash;
  private final TextBytes bytes = new TextBytes();
  private long cells;
  private long high;
  private long low;

  RuleCount(int column, Encoder exact, int seed) {
    this.column = column;
    this.exact = exact;
    this.hash = new Hash128(seed);
  }

  void row(Row row, int[] cellsOfRow, Hash128 ofRow) {
    int cell = cellsOfRow[column];
    bytes.clear();
    bytes.addLong(ofRow.high());
    bytes.addLong(ofRow.low());
    Encoder.addOrNull(exact, row, cell, bytes);
    hash.of(bytes.array(), bytes.size());
    high += hash.high();
    low += hash.low();
    cells += row.isNull(cell) ? 0 : 1;
  }

  /** The place of the column among the compared ones. */
  int column() {
    return column;
  }

  /** Values that the rule decided on. */
  long cells() {
    return cells;
  }

  /** Whether the other side has other values in the same rows. */
  boolean differs(RuleCount other) {
    return high != other.high || low != other.low;
  }
}
