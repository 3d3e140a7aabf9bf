package dev.m2d.compare;

import dev.m2d.compare.canon.ColumnType;
import dev.m2d.compare.canon.RunWindow;
import dev.m2d.compare.contract.ColumnRule;
import dev.m2d.compare.contract.KnownDifference;
import dev.m2d.compare.contract.StreamContract;
import dev.m2d.compare.row.RowSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * How one stream is compared.
 *
 * @param name of the stream
 * @param contract what the contract says of it
 * @param rules the rule of each column
 * @param known differences that are accepted
 * @param left what is known of the left side
 * @param right what is known of the right side
 * @param watermark beyond which rows are out of the window
 * @param repeats what is known of rows that a tap may send again
 * @param isWhole whether all rows that differ are explained, and not only enough to show
 */
record StreamPlan(
    String name,
    StreamContract contract,
    Function<String, ColumnRule> rules,
    List<KnownDifference> known,
    OneSide left,
    OneSide right,
    Optional<Watermark> watermark,
    Repeats.Plan repeats,
    boolean isWhole) {

  /**
   * One side of a stream.
   *
   * @param rows what it holds
   * @param types declared types of columns
   * @param window when its run wrote
   */
  record OneSide(RowSet rows, Map<String, ColumnType> types, Optional<RunWindow> window) {}

  /** Rows with a greater value in this column came too late to be compared. */
  record Watermark(String column, String value) {}

  /** Whether the values of a column have types: those of JSON, or what a side declares. */
  boolean isTyped(ColumnPair pair) {
    boolean sayThemselves =
        Stream.of(pair.left(), pair.right()).allMatch(c -> c.type().equals(ColumnType.VALUE));
    return sayThemselves
        || Stream.of(left, right)
            .anyMatch(
                s ->
                    s.types().containsKey(pair.left().name())
                        || s.types().containsKey(pair.right().name()));
  }

  OneSide side(boolean isLeft) {
    return isLeft ? left : right;
  }
}
