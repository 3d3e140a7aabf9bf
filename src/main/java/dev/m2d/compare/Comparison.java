package dev.m2d.compare;

import dev.m2d.compare.explain.Difference;
import dev.m2d.compare.explain.Explanation;
import dev.m2d.compare.row.Dialect;
import dev.m2d.compare.row.RowSet;
import dev.m2d.compare.verdict.Verdict;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Compares two sides, stream by stream. */
public final class Comparison {

  private final Side left;
  private final Side right;
  private final Optional<Dialect> dialect;
  private final Options options;

  /**
   * A comparison of two sides.
   *
   * @param dialect of all CSV files; found out for each when none is given
   */
  public Comparison(Side left, Side right, Optional<Dialect> dialect, Options options) {
    this.left = left;
    this.right = right;
    this.dialect = dialect;
    this.options = options;
  }

  /** A column of the key is in no stream. */
  public static final class UnknownKeyException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UnknownKeyException(String message) {
      super(message);
    }
  }

  /** Reads both sides and compares them. */
  public Result run() throws IOException, InterruptedException {
    List<StreamResult> streams = new ArrayList<>();
    for (Map.Entry<String, String> pair : Side.pairs(left, right).entrySet()) {
      streams.add(stream(pair.getKey(), pair.getValue()));
    }
    for (String column : options.key()) {
      if (streams.stream().noneMatch(s -> s.columns().contains(column))) {
        throw new UnknownKeyException("no stream has the column `" + column + "` on both sides");
      }
    }
    return new Result(
        left.name(),
        right.name(),
        Optional.empty(),
        List.of(),
        streams,
        List.of(),
        List.of(),
        List.of(),
        List.of());
  }

  private StreamResult stream(String name, String rightName)
      throws IOException, InterruptedException {
    boolean hasLeft = left.streams().containsKey(name);
    if (!hasLeft || !right.streams().containsKey(rightName)) {
      return oneSided(name, hasLeft);
    }
    RowSet lefts = left.rows(name, dialect);
    RowSet rights = right.rows(rightName, dialect);
    StreamComparison.Outcome outcome = new StreamComparison(lefts, rights, options).run(name);
    Columns columns = outcome.columns();
    Explanation explanation = outcome.explanation();
    List<String> reason = new ArrayList<>();
    Verdict data = data(outcome, reason);
    Verdict schema = schema(columns, reason);
    List<String> notes = new ArrayList<>(columns.notes());
    if (lefts.files().size() != rights.files().size()) {
      notes.add("the number of files is " + lefts.files().size() + " and " + rights.files().size());
    }
    Map<Difference.Kind, Long> counts = new EnumMap<>(Difference.Kind.class);
    long explained = 0;
    for (Difference.Kind kind : Difference.Kind.values()) {
      long count = explanation.count(kind);
      counts.put(kind, count);
      explained += kind == Difference.Kind.CHANGED ? 2 * count : count;
    }
    return new StreamResult(
        name,
        data,
        schema,
        reason,
        new RowCounts(
            outcome.leftRows(),
            outcome.rightRows(),
            outcome.leftovers().equal(),
            counts,
            outcome.leftovers().left() + outcome.leftovers().right() - explained,
            0,
            0,
            0),
        columns.pairs().stream().map(ColumnPair::name).toList(),
        columns.onlyLeft(),
        columns.onlyRight(),
        List.of(),
        explanation.statistics(),
        Map.of(),
        new Examples(lefts, rights, columns, options.key()).of(explanation.differences()),
        notes);
  }

  private static Verdict data(StreamComparison.Outcome outcome, List<String> reason) {
    Columns columns = outcome.columns();
    boolean has = !columns.onlyLeft().isEmpty() || !columns.onlyRight().isEmpty();
    if (columns.pairs().isEmpty() && has) {
      reason.add("no column is on both sides, so that no row was compared");
      return Verdict.INCONCLUSIVE;
    }
    if (outcome.leftovers().left() + outcome.leftovers().right() > 0) {
      reason.add("rows differ");
      return Verdict.DIFFERENT;
    }
    if (outcome.leftRows() == 0) {
      reason.add("both sides are empty, so that nothing was compared");
      return Verdict.INCONCLUSIVE;
    }
    return Verdict.EQUAL;
  }

  private static Verdict schema(Columns columns, List<String> reason) {
    if (columns.onlyLeft().isEmpty() && columns.onlyRight().isEmpty()) {
      return Verdict.EQUAL;
    }
    columns.onlyLeft().forEach(c -> reason.add("the column `" + c + "` is missing on the right"));
    columns.onlyRight().forEach(c -> reason.add("the column `" + c + "` is missing on the left"));
    return Verdict.DIFFERENT;
  }

  private StreamResult oneSided(String name, boolean hasLeft) throws IOException {
    RowSet rows = (hasLeft ? left : right).rows(name, dialect);
    long[] count = new long[1];
    rows.scan(List.of(), (row, cells, place) -> count[0]++);
    return new StreamResult(
        name,
        Verdict.DIFFERENT,
        Verdict.DIFFERENT,
        List.of("the stream is missing on the " + (hasLeft ? "right" : "left")),
        new RowCounts(
            hasLeft ? count[0] : 0,
            hasLeft ? 0 : count[0],
            0,
            Map.of(hasLeft ? Difference.Kind.MISSING : Difference.Kind.EXTRA, count[0]),
            0,
            0,
            0,
            0),
        List.of(),
        hasLeft ? rows.columns() : List.of(),
        hasLeft ? List.of() : rows.columns(),
        List.of(),
        Map.of(),
        Map.of(),
        List.of(),
        List.of());
  }
}
