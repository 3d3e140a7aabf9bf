package dev.m2d.compare.explain;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A row that the other side does not have as often. Two are the same only if they are one object.
 */
public final class FoundRow {

  /** An odd number without a pattern. */
  private static final long ODD = 0x9E3779B97F4A7C15L;

  /** What a cell takes beside its characters, also where it is shown as part of a key. */
  private static final long OF_A_CELL = 120;

  private final long place;
  private final long left;
  private final long right;
  private final List<@Nullable String> values;
  private final long[] codes;
  private final long sum;

  /**
   * A row.
   *
   * @param place names it within its side
   * @param left how often the left side has it
   * @param right how often the right side has it
   * @param values its cells as text; null where there is no value
   * @param codes a hash of each cell as it was compared
   */
  public FoundRow(long place, long left, long right, List<@Nullable String> values, long[] codes) {
    this.place = place;
    this.left = left;
    this.right = right;
    this.values = Collections.unmodifiableList(new ArrayList<>(values));
    this.codes = codes.clone();
    long all = 0;
    for (int i = 0; i < codes.length; i++) {
      all += part(i);
    }
    this.sum = all;
  }

  /** Names it within its side. */
  public long place() {
    return place;
  }

  /** Its cells as text; null where there is no value. */
  public List<@Nullable String> values() {
    return values;
  }

  /** How often the left side has it. */
  public long left() {
    return left;
  }

  /** How often the right side has it. */
  public long right() {
    return right;
  }

  /** How often the side has it that has it more often. */
  public long most() {
    return Math.max(left, right);
  }

  /** How often the other side has it. */
  public long least() {
    return Math.min(left, right);
  }

  /** Hashes of all cells. */
  public long[] codes() {
    return codes.clone();
  }

  /** Number of its cells. */
  int size() {
    return codes.length;
  }

  /** A hash of a cell as it was compared. */
  public long code(int cell) {
    return codes[cell];
  }

  /** About what it takes in memory. */
  long bytes() {
    return values.stream().mapToLong(v -> OF_A_CELL + (v == null ? 0 : v.length())).sum();
  }

  /** A hash of all cells but one. */
  long without(int cell) {
    return sum - part(cell);
  }

  private long part(int cell) {
    long mixed = (codes[cell] + cell * ODD) * ODD;
    return mixed ^ mixed >>> 32;
  }

  /** Whether it agrees with another row in all cells but one. */
  boolean agrees(FoundRow other, int but) {
    for (int i = 0; i < codes.length; i++) {
      if (i != but && codes[i] != other.codes[i]) {
        return false;
      }
    }
    return true;
  }

  /** Whether both sides have it. */
  boolean isDuplicate() {
    return left > 0 && right > 0;
  }

  /** In how many cells it agrees with another row. */
  int agreement(FoundRow other) {
    int equal = 0;
    for (int i = 0; i < codes.length; i++) {
      equal += codes[i] == other.codes[i] ? 1 : 0;
    }
    return equal;
  }
}
