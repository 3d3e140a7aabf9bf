package dev.m2d.compare.explain;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One difference between the sides.
 *
 * @param kind what it is
 * @param left the row of the left side
 * @param right the row of the right side
 * @param cells the cells that differ; with a row on both sides only
 * @param count how many rows it stands for
 */
public record Difference(
    Kind kind, Optional<FoundRow> left, Optional<FoundRow> right, List<Cell> cells, long count) {

  /** Kinds of differences. */
  public enum Kind {
    /** Both sides have a row of that key, with other values. */
    CHANGED,
    /** Only the left side has it. */
    MISSING,
    /** Only the right side has it. */
    EXTRA,
    /** Both have it, one more often. */
    DUPLICATE
  }

  /**
   * A cell that differs.
   *
   * @param column its name
   * @param from its value on the left
   * @param to its value on the right
   */
  public record Cell(String column, @Nullable String from, @Nullable String to) {}

  public Difference {
    cells = List.copyOf(cells);
  }

  /** About what it takes in memory. */
  public long bytes() {
    return Stream.concat(left.stream(), right.stream()).mapToLong(FoundRow::bytes).sum();
  }
}
