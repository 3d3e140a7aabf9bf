package dev.m2d.compare;

import dev.m2d.compare.contract.ColumnRule;
import dev.m2d.compare.contract.ColumnRule.Kind;
import dev.m2d.compare.contract.ColumnRule.Modifiers;
import dev.m2d.compare.explain.ColumnStatistics;
import dev.m2d.compare.explain.Difference;
import dev.m2d.compare.verdict.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * What two runs of the old side have to say about a stream: columns that differ by themselves prove
 * nothing, and are never left out silently.
 */
final class NoiseJudge {

  private static final double RELATIVE = 0.2;
  private static final double ABSOLUTE = 0.0003;

  /** The rules with those columns exact whose noise is subtracted. */
  static Function<String, ColumnRule> exact(Function<String, ColumnRule> rules) {
    return column ->
        rules.apply(column).modifiers().isStatistical() ? ColumnRule.EXACT : rules.apply(column);
  }

  /** The columns whose noise is subtracted, be there any noise or not. */
  static List<String> statistical(StreamResult result, Function<String, ColumnRule> rules) {
    return result.columns().stream()
        .filter(c -> rules.apply(c).modifiers().isStatistical())
        .toList();
  }

  /** Without a second run of the old side there is no noise that could be subtracted. */
  static StreamResult unknown(StreamResult result, Function<String, ColumnRule> rules) {
    List<String> reasons = new ArrayList<>();
    for (String column : statistical(result, rules)) {
      reasons.add(
          "the noise of `" + column + "` is to be subtracted, and the old side ran only once");
    }
    return reasons.isEmpty() ? result : result.with(Verdict.INCONCLUSIVE, reasons);
  }

  /** What differs between two runs of the old side. */
  static Noisy of(StreamResult twice, Function<String, ColumnRule> rules) {
    List<Result.Noise> noise = new ArrayList<>();
    long rows = Math.max(twice.rows().left(), twice.rows().right());
    long paired = twice.count(Difference.Kind.CHANGED);
    for (Map.Entry<String, ColumnStatistics> column : twice.statistics().entrySet()) {
      long unequal = column.getValue().unequal();
      boolean statistical = rules.apply(column.getKey()).modifiers().isStatistical();
      if (unequal > 0) {
        paired = Math.max(paired, unequal);
        noise.add(
            new Result.Noise(
                twice.name(),
                Optional.of(column.getKey()),
                unequal,
                rows,
                statistical,
                statistical ? "" : advice(twice.name(), column.getKey())));
      }
    }
    long apart = rowsApart(twice);
    if (apart > 0) {
      noise.add(
          new Result.Noise(
              twice.name(),
              Optional.empty(),
              apart,
              rows,
              false,
              "compare with `--mode replay`, which plays one recording to both sides"));
    }
    return new Noisy(noise);
  }

  /** Columns with a rule, of a comparison that leaves the rule out. */
  static List<Result.Noise> covered(StreamResult bare, List<String> columns) {
    long rows = Math.max(bare.rows().left(), bare.rows().right());
    List<Result.Noise> noise = new ArrayList<>();
    for (String column : columns) {
      ColumnStatistics found = bare.statistics().get(column);
      long unequal = found == null ? 0 : found.unequal();
      noise.add(new Result.Noise(bare.name(), Optional.of(column), unequal, rows, true, ""));
    }
    return noise;
  }

  /** Rows that one run has and the other has not, in the number of the side with more of them. */
  private static long rowsApart(StreamResult twice) {
    return twice.rows().apart() + twice.rows().unexplained() / 2;
  }

  private static String advice(String stream, String column) {
    return "streams: {"
        + quoted(stream)
        + ": {columns: {"
        + quoted(column)
        + ": {rule: presence, reason: \"...\"}}}}";
  }

  private static String quoted(String name) {
    return name.matches("[A-Za-z_][A-Za-z0-9_/-]*")
        ? name
        : "\"" + name.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
  }

  /** The noise of a stream. */
  record Noisy(List<Result.Noise> noise) {

    /** Rules under which a noisy column still must have a value where it had one. */
    Function<String, ColumnRule> rules(Function<String, ColumnRule> given) {
      Set<String> columns = new TreeSet<>();
      noise.stream().filter(n -> !n.isCovered()).forEach(n -> n.column().ifPresent(columns::add));
      return column ->
          columns.contains(column) && given.apply(column).kind() != Kind.DROP
              ? new ColumnRule(
                  Kind.PRESENCE,
                  "",
                  0,
                  0,
                  Modifiers.NONE,
                  given.apply(column).terms(),
                  given.apply(column).span())
              : given.apply(column);
    }

    /** The result of the old side beside itself: it cannot be different, only noisy. */
    StreamResult judgeTwice(StreamResult twice) {
      List<String> reasons = reasons();
      if (twice.schema() == Verdict.DIFFERENT || reasons.isEmpty() && noise.isEmpty()) {
        return twice;
      }
      boolean isAccepted = reasons.isEmpty() && twice.data() == Verdict.DIFFERENT;
      return isAccepted
          ? twice.accepted(
              "what differs between two runs of the old side is noise that the contract knows")
          : reasons.isEmpty() ? twice : twice.with(Verdict.INCONCLUSIVE, reasons);
    }

    /** The result of the new side, with noisy columns compared by their presence. */
    StreamResult judge(StreamResult judged) {
      List<String> reasons = reasons();
      boolean rowsDiffer = noise.stream().anyMatch(n -> n.column().isEmpty());
      return rowsDiffer || judged.data() != Verdict.DIFFERENT && !reasons.isEmpty()
          ? judged.with(Verdict.INCONCLUSIVE, reasons)
          : judged;
    }

    /**
     * The same where noise is to be subtracted.
     *
     * @param raw the result with noisy columns compared exactly
     * @param columns whose noise is subtracted
     */
    StreamResult judge(StreamResult judged, StreamResult raw, List<String> columns) {
      StreamResult first = judge(judged);
      if (first.data() != Verdict.EQUAL) {
        return first;
      }
      if (raw.rows().unexplained() > 0) {
        return first.with(
            Verdict.INCONCLUSIVE, List.of("more rows differ than noise can be subtracted from"));
      }
      List<String> beyond = beyond(raw, columns);
      if (!beyond.isEmpty()) {
        return first.with(Verdict.DIFFERENT, beyond);
      }
      // What differs in a row without a partner is in no column's number.
      long alone = raw.rows().apart() - judged.rows().apart();
      return alone > 0
          ? first.with(
              Verdict.INCONCLUSIVE,
              List.of(
                  alone
                      + " rows differ in so much that nobody knows their partners, so that noise"
                      + " cannot be subtracted: give the stream a `key`"))
          : first;
    }

    private List<String> reasons() {
      return noise.stream()
          .filter(n -> !n.isCovered())
          .map(
              n ->
                  n.column().map(c -> "`" + c + "` differs").orElse("whole rows differ")
                      + " between two runs of the old side in "
                      + n.unequal()
                      + " of "
                      + n.rows()
                      + " rows; "
                      + n.column().map(c -> "add a rule: ").orElse("")
                      + n.advice())
          .toList();
    }

    /** Columns that differ clearly more often than the old side does by itself. */
    private List<String> beyond(StreamResult raw, List<String> columns) {
      List<String> beyond = new ArrayList<>();
      double rows = Math.max(raw.rows().left(), raw.rows().right());
      for (String column : columns) {
        ColumnStatistics found = raw.statistics().get(column);
        long unequal = found == null ? 0 : found.unequal();
        long usual =
            noise.stream()
                .filter(n -> n.column().equals(Optional.of(column)))
                .mapToLong(Result.Noise::unequal)
                .sum();
        double more = unequal - usual;
        if (more > RELATIVE * (unequal + usual) && more > ABSOLUTE * rows) {
          beyond.add(
              "`"
                  + column
                  + "` differs in "
                  + unequal
                  + " rows, and between two runs of the old side in "
                  + usual);
        }
      }
      return beyond;
    }
  }

  private NoiseJudge() {}
}
