package dev.m2d.compare;

import dev.m2d.compare.explain.ColumnStatistics;
import dev.m2d.compare.explain.Deviation;
import dev.m2d.compare.explain.Difference;
import dev.m2d.compare.schema.ColumnVerdict;
import dev.m2d.compare.verdict.Verdict;
import java.util.List;
import java.util.Map;

/**
 * What a stream came to.
 *
 * @param name its name
 * @param data the verdict on its rows
 * @param schema the verdict on its columns
 * @param reason why the verdicts are not `equal`; empty when they are
 * @param rows how many rows are of which kind
 * @param columns names of the compared columns, in the order of the left side
 * @param onlyLeft columns that only the left side has
 * @param onlyRight columns that only the right side has
 * @param types declared columns whose declarations are not identical; empty without declarations
 * @param statistics for each column how often it differs between paired rows
 * @param deviations for each column with a tolerance how far accepted values are apart at most
 * @param examples some of the differences
 * @param notes what is not the same and does not matter
 */
public record StreamResult(
    String name,
    Verdict data,
    Verdict schema,
    List<String> reason,
    RowCounts rows,
    List<String> columns,
    List<String> onlyLeft,
    List<String> onlyRight,
    List<ColumnVerdict> types,
    Map<String, ColumnStatistics> statistics,
    Map<String, Deviation> deviations,
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
    return data.or(schema);
  }

  /** How many rows are of a kind. */
  public long count(Difference.Kind kind) {
    return rows.count(kind);
  }
}
