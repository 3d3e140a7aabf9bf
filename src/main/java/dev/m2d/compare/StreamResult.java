package dev.m2d.compare;

import dev.m2d.compare.explain.ColumnStatistics;
import dev.m2d.compare.explain.Difference;
import java.util.List;
import java.util.Map;

/**
 * What a stream came to.
 *
 * @param name its name
 * @param data the verdict on its rows
 * @param schema the verdict on its columns
 * @param reason why the verdicts are not `equal`; empty when they are
 * @param leftRows rows on the left
 * @param rightRows rows on the right
 * @param equal rows that pair off
 * @param counts how many rows are of each kind; of the rows that were explained
 * @param unexplained rows beyond those that were explained, of both sides
 * @param columns names of the compared columns, in the order of the left side
 * @param onlyLeft columns that only the left side has
 * @param onlyRight columns that only the right side has
 * @param statistics for each column how often it differs between paired rows
 * @param examples some of the differences
 * @param notes what is not the same and does not matter
 */
public record StreamResult(
    String name,
    Verdict data,
    Verdict schema,
    List<String> reason,
    long leftRows,
    long rightRows,
    long equal,
    Map<Difference.Kind, Long> counts,
    long unexplained,
    List<String> columns,
    List<String> onlyLeft,
    List<String> onlyRight,
    Map<String, ColumnStatistics> statistics,
    List<Example> examples,
    List<String> notes) {

  /**
   * A difference to look at.
   *
   * @param difference what it is
   * @param left file and line on the left; empty where it has no such row
   * @param right the same on the right
   * @param key for each column of the key its value, without one of all columns
   */
  public record Example(
      Difference difference, String left, String right, Map<String, String> key) {}

  /** The worse of both verdicts. */
  public Verdict verdict() {
    return data.compareTo(schema) > 0 ? data : schema;
  }

  /** How many rows are of a kind. */
  public long count(Difference.Kind kind) {
    return counts.getOrDefault(kind, 0L);
  }
}
