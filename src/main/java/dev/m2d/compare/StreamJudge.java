package dev.m2d.compare;

import dev.m2d.compare.StreamComparison.Outcome;
import dev.m2d.compare.contract.ColumnRule.Kind;
import dev.m2d.compare.contract.StreamContract;
import dev.m2d.compare.contract.StreamContract.Duplicates;
import dev.m2d.compare.explain.Difference;
import dev.m2d.compare.multiset.Leftovers;
import dev.m2d.compare.row.Source;
import dev.m2d.compare.schema.ColumnVerdict;
import dev.m2d.compare.verdict.Verdict;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Makes a verdict of what the rows of a stream came to. */
final class StreamJudge {

  /** Files of a stream that a note names. */
  private static final int NAMED = 4;

  private final StreamPlan plan;
  private final Outcome outcome;
  private final List<String> reasons = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();

  StreamJudge(StreamPlan plan, Outcome outcome) {
    this.plan = plan;
    this.outcome = outcome;
  }

  /**
   * The result.
   *
   * @param types declared columns that are not identical
   */
  StreamResult result(List<ColumnVerdict> types) throws IOException, InterruptedException {
    Columns columns = outcome.columns();
    List<String> names =
        outcome.pairs().stream()
            .filter(p -> p.rule().kind() != Kind.DROP)
            .map(ColumnPair::name)
            .toList();
    Verdict data = data(names.isEmpty());
    Verdict schema = schema(types);
    notes.addAll(columns.notes());
    int lefts = plan.left().rows().files().size();
    int rights = plan.right().rows().files().size();
    if (lefts != rights) {
      notes.add("the number of files is " + lefts + " and " + rights);
    }
    merged(plan.left(), "left");
    merged(plan.right(), "right");
    notes.addAll(FoundDialects.notes(plan.left().rows(), "left", outcome.options().dialects()));
    notes.addAll(FoundDialects.notes(plan.right().rows(), "right", outcome.options().dialects()));
    notes();
    return new StreamResult(
        plan.name(),
        data,
        schema,
        reasons,
        counts(),
        names,
        columns.onlyLeft(),
        columns.onlyRight(),
        types,
        outcome.explanation().statistics(),
        outcome.deviations(),
        new Examples(
                plan.left().rows(),
                plan.right().rows(),
                outcome.pairs().stream().map(ColumnPair::name).toList(),
                plan.contract().key(),
                outcome.options())
            .of(outcome.explanation().differences()),
        notes);
  }

  /** Names that differ in numbers may also be those of files that nobody means to be one. */
  private void merged(StreamPlan.OneSide side, String name) {
    List<Source> files = side.rows().files();
    if (files.size() > 1) {
      int more = files.size() - NAMED;
      notes.add(
          "read as one on the "
              + name
              + ": "
              + files.stream()
                  .limit(NAMED)
                  .map(f -> "`" + f.name() + "`")
                  .collect(Collectors.joining(", "))
              + (more > 0 ? " and " + more + " more" : ""));
    }
  }

  private Verdict data(boolean isBare) {
    StreamContract contract = plan.contract();
    boolean hasColumns =
        !plan.left().rows().columns().isEmpty() || !plan.right().rows().columns().isEmpty();
    if (isBare && hasColumns) {
      reasons.add(
          outcome.pairs().isEmpty()
              ? "no column is on both sides, so that no row was compared"
              : "every column is dropped by a rule, so that no row was compared");
      return Verdict.INCONCLUSIVE;
    }
    long unaccepted = unaccepted();
    if (isUnbounded()) {
      reasons.add(
          "rows are repeated on one side, and no bookmark is known that would explain it: name the"
              + " `watermark` column of the stream");
      return Verdict.INCONCLUSIVE;
    }
    if (outcome.doubt().is() && unaccepted <= outcome.doubt().rows()) {
      reasons.add(
          "a tolerance could not be decided exactly: too many rows are alike but for their"
              + " tolerances, or numbers have more than 38 digits");
      return Verdict.INCONCLUSIVE;
    }
    if (unaccepted > 0) {
      reasons.add("rows differ");
      if (unexplained() > 0) {
        reasons.add(
            are(unexplained(), "")
                + " on one side more often, and no bookmark explains that this was sent again");
      }
      for (ColumnPair pair : outcome.pairs()) {
        outside(pair, true);
        outside(pair, false);
      }
      return Verdict.DIFFERENT;
    }
    boolean later = outcome.left().later() + outcome.right().later() > 0;
    if (outcome.leftRows() == 0 && outcome.rightRows() == 0 && (later || !contract.mayBeEmpty())) {
      reasons.add(
          later
              ? "all rows came after the watermark, so that nothing was compared"
              : "both sides are empty, so that nothing was compared");
      return Verdict.INCONCLUSIVE;
    }
    long fewest = Math.min(outcome.leftRows(), outcome.rightRows());
    if (fewest < contract.minRows()) {
      reasons.add(
          (fewest == 1 ? "there is " : "there are ")
              + rows(fewest)
              + ", and `min_rows` is "
              + contract.minRows());
      return Verdict.INCONCLUSIVE;
    }
    return Verdict.EQUAL;
  }

  /** Rows of both sides that differ in a way that the contract does not accept. */
  private long unaccepted() {
    Leftovers rows = outcome.leftovers();
    return rows.left()
        + rows.right()
        - 2 * outcome.explanation().acknowledged()
        - outcome.explanation().moved(true)
        - outcome.explanation().moved(false)
        - switch (plan.contract().duplicates()) {
          case FAIL -> 0;
          case ALLOW -> repeated();
          case REPORT -> outcome.explanation().repeats();
        };
  }

  private long repeated() {
    return outcome.leftovers().duplicates().left() + outcome.leftovers().duplicates().right();
  }

  /** Repeated rows that `duplicates: report` does not accept. */
  private long unexplained() {
    return plan.contract().duplicates() == Duplicates.REPORT
        ? repeated() - outcome.explanation().repeats()
        : 0;
  }

  /** Whether nothing but repeated rows differs, and nobody can tell whether they may. */
  private boolean isUnbounded() {
    return !plan.repeats().isKnown() && unexplained() > 0 && unaccepted() == unexplained();
  }

  private void outside(ColumnPair pair, boolean isLeft) {
    long count = isLeft ? outcome.outside(pair).left() : outcome.outside(pair).right();
    if (count > 0) {
      reasons.add(
          "`"
              + pair.name()
              + "` lies outside the time of its run in "
              + rows(count)
              + " on the "
              + (isLeft ? "left" : "right"));
    }
  }

  private Verdict schema(List<ColumnVerdict> types) {
    Columns columns = outcome.columns();
    columns.onlyLeft().forEach(c -> reasons.add("the column `" + c + "` is missing on the right"));
    columns.onlyRight().forEach(c -> reasons.add("the column `" + c + "` is missing on the left"));
    Verdict verdict =
        columns.onlyLeft().isEmpty() && columns.onlyRight().isEmpty()
            ? Verdict.EQUAL
            : Verdict.DIFFERENT;
    for (ColumnVerdict type : types) {
      verdict = verdict.or(type.verdict());
      if (type.verdict() != Verdict.EQUAL && type.isAboutBoth()) {
        reasons.add(type.sentence());
      }
    }
    return verdict;
  }

  private void notes() {
    long repeats = outcome.explanation().repeats();
    if (plan.contract().duplicates() == Duplicates.REPORT && repeats > 0) {
      notes.add(
          are(repeats, " of the last bookmark")
              + " on both sides, on one of them more often;"
              + " `duplicates: report` accepts them");
    }
    long moved = outcome.explanation().moved(true) + outcome.explanation().moved(false);
    if (moved > 0) {
      notes.add(
          rows(moved)
              + (moved == 1 ? " was" : " were")
              + " changed at the source between the two sides, and came after the"
              + " watermark on the other one");
    }
    if (outcome.explanation().acknowledged() > 0) {
      long known = outcome.explanation().acknowledged();
      notes.add(rows(known) + (known == 1 ? " differs" : " differ") + " in known ways only");
    }
    if (outcome.left().later() + outcome.right().later() > 0) {
      notes.add(
          rows(outcome.left().later())
              + " on the left and "
              + outcome.right().later()
              + " on the right came after the watermark and were not compared");
    }
    for (ColumnPair pair : outcome.pairs()) {
      boolean timeless = plan.left().window().isEmpty() || plan.right().window().isEmpty();
      if (pair.rule().kind() == Kind.WITHIN_RUN && timeless) {
        notes.add(
            "only the presence of `" + pair.name() + "` was compared: no time of a run is known");
      }
    }
  }

  private static String rows(long count) {
    return count + (count == 1 ? " row" : " rows");
  }

  private static String are(long count, String which) {
    return rows(count) + which + (count == 1 ? " is" : " are");
  }

  private RowCounts counts() {
    Map<Difference.Kind, Long> kinds = new EnumMap<>(Difference.Kind.class);
    long explained =
        2 * outcome.explanation().acknowledged()
            + outcome.explanation().moved(true)
            + outcome.explanation().moved(false);
    for (Difference.Kind kind : Difference.Kind.values()) {
      long count = outcome.explanation().count(kind);
      kinds.put(kind, count);
      explained += kind == Difference.Kind.CHANGED ? 2 * count : count;
    }
    Leftovers rows = outcome.leftovers();
    return new RowCounts(
        outcome.leftRows(),
        outcome.rightRows(),
        rows.equal(),
        kinds,
        rows.left() + rows.right() - explained,
        outcome.explanation().acknowledged(),
        Math.max(
                outcome.explanation().alone(Difference.Kind.MISSING),
                outcome.explanation().alone(Difference.Kind.EXTRA))
            + outcome.explanation().count(Difference.Kind.DUPLICATE),
        outcome.left().later(),
        outcome.right().later());
  }
}
