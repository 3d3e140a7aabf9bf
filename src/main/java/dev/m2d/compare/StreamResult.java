package dev.m2d.compare;

import dev.m2d.compare.explain.ColumnStatistics;
import dev.m2d.compare.explain.Deviation;
import dev.m2d.compare.explain.Difference;
import dev.m2d.compare.row.RowSet;
import dev.m2d.compare.schema.ColumnVerdict;
import dev.m2d.compare.verdict.Verdict;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
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
 * @param examples some of the differences, as many as a file may hold
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

  /** Differences of each kind that a page shows. */
  static final int SHOWN_OF_A_KIND = 20;

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

  /** The result of a stream that only one side has. */
  static StreamResult oneSided(String name, RowSet rows, boolean isLeft) throws IOException {
    long[] count = new long[1];
    rows.scan(List.of(), (row, cells, place) -> count[0]++);
    return new StreamResult(
        name,
        Verdict.DIFFERENT,
        Verdict.DIFFERENT,
        List.of("the stream is missing on the " + (isLeft ? "right" : "left")),
        new RowCounts(
            isLeft ? count[0] : 0,
            isLeft ? 0 : count[0],
            0,
            Map.of(isLeft ? Difference.Kind.MISSING : Difference.Kind.EXTRA, count[0]),
            0,
            0,
            count[0],
            0,
            0),
        List.of(),
        isLeft ? rows.columns() : List.of(),
        isLeft ? List.of() : rows.columns(),
        List.of(),
        Map.of(),
        Map.of(),
        List.of(),
        List.of());
  }

  /** The result of a stream that a side lacks because it failed: that is no difference. */
  static StreamResult notCompared(String name, String side) {
    return empty(
        name,
        Verdict.INCONCLUSIVE,
        List.of("not compared: the " + side + " side failed"),
        List.of());
  }

  /** The result of a stream that neither side has. */
  static StreamResult absent(String name, boolean mayBeEmpty) {
    List<String> said = List.of("the stream exists on neither side");
    return empty(
        name,
        mayBeEmpty ? Verdict.EQUAL : Verdict.INCONCLUSIVE,
        mayBeEmpty ? List.of() : said,
        mayBeEmpty ? said : List.of());
  }

  /** The result of a stream whose files hold no rows: they are compared as files. */
  static StreamResult withoutRows(String name) {
    return empty(
        name,
        Verdict.EQUAL,
        List.of(),
        List.of("no file is CSV or JSON lines, so that only bytes were compared"));
  }

  private static StreamResult empty(
      String name, Verdict verdict, List<String> reasons, List<String> notes) {
    return new StreamResult(
        name,
        verdict,
        Verdict.EQUAL,
        reasons,
        new RowCounts(0, 0, 0, Map.of(), 0, 0, 0, 0, 0),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        Map.of(),
        Map.of(),
        List.of(),
        notes);
  }

  /** The same with another verdict on its rows, for more reasons. */
  StreamResult with(Verdict other, List<String> more) {
    List<String> reasons = new ArrayList<>(more);
    reasons.addAll(reason);
    return with(other, reasons, notes);
  }

  /** The same with rows that count as equal, for a reason that is noted. */
  StreamResult accepted(String note) {
    List<String> more = new ArrayList<>(notes);
    more.add(note);
    return with(Verdict.EQUAL, List.of(), more);
  }

  /** The same with one more note. */
  StreamResult noting(String note) {
    List<String> more = new ArrayList<>(notes);
    more.add(note);
    return with(data, reason, more);
  }

  private StreamResult with(Verdict onRows, List<String> why, List<String> noted) {
    return new StreamResult(
        name,
        onRows,
        schema,
        why,
        rows,
        columns,
        onlyLeft,
        onlyRight,
        types,
        statistics,
        deviations,
        examples,
        noted);
  }

  /** The first ones of the examples of each kind: enough for people to see what it is about. */
  public List<Example> shown() {
    Map<Difference.Kind, Integer> counts = new EnumMap<>(Difference.Kind.class);
    return examples.stream()
        .filter(e -> counts.merge(e.difference().kind(), 1, Integer::sum) <= SHOWN_OF_A_KIND)
        .toList();
  }

  /** The worse of both verdicts. */
  public Verdict verdict() {
    return data.or(schema);
  }

  /** How many rows are of a kind. */
  public long count(Difference.Kind kind) {
    return rows.count(kind);
  }
}
