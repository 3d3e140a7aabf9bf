package dev.m2d.compare.report;

import dev.m2d.compare.Result;
import dev.m2d.compare.StreamResult;
import dev.m2d.compare.explain.ColumnStatistics;
import dev.m2d.compare.explain.Difference;
import dev.m2d.compare.verdict.Verdict;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** What all forms say in the same words. */
final class Words {

  /** The heads of the table of streams. */
  static final List<String> HEADS =
      List.of(
          "stream",
          "verdict",
          "rows left",
          "rows right",
          "equal",
          "changed",
          "missing",
          "extra",
          "duplicate",
          "columns");

  static String verdict(Verdict verdict) {
    return verdict.word();
  }

  static String kind(Difference.Kind kind) {
    return kind.name().toLowerCase(Locale.ROOT);
  }

  /** A number with commas. */
  static String number(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  /** One sentence without a full stop. */
  static String headline(Result result) {
    if (!result.invalid().isEmpty()) {
      return "inconclusive: " + String.join("; ", result.invalid());
    }
    long all = result.streams().size();
    return switch (result.verdict()) {
      case EQUAL ->
          "equal: "
              + (all == 1 ? "the stream is" : "all " + all + " streams are")
              + " the same on both sides"
              + lenient(result);
      case DIFFERENT ->
          count(result, Verdict.DIFFERENT) == 0
              ? "different: " + parts(result, Verdict.DIFFERENT)
              : "different: "
                  + count(result, Verdict.DIFFERENT)
                  + " of "
                  + all
                  + (all == 1 ? " stream differs" : " streams differ");
      case INCONCLUSIVE ->
          count(result, Verdict.INCONCLUSIVE) == 0
              ? "inconclusive: " + (all == 0 ? "no stream" : parts(result, Verdict.INCONCLUSIVE))
              : "inconclusive: too little is known of "
                  + count(result, Verdict.INCONCLUSIVE)
                  + " of "
                  + all
                  + (all == 1 ? " stream" : " streams");
    };
  }

  private static String parts(Result result, Verdict verdict) {
    List<String> parts =
        result.parts().stream()
            .filter(p -> p.verdict() == verdict)
            .map(p -> "the " + p.name() + p.subject().map(s -> " of " + s).orElse(""))
            .distinct()
            .toList();
    boolean isOne = parts.size() == 1 && !parts.get(0).startsWith("the files");
    return String.join(", ", parts)
        + (verdict == Verdict.INCONCLUSIVE ? "" : isOne ? " differs" : " differ");
  }

  /** A verdict that leans on rules says so. */
  private static String lenient(Result result) {
    long needed = result.rules().stream().filter(Result.RuleUse::isNeeded).count();
    long known = result.known().stream().mapToLong(Result.KnownUse::used).sum();
    return (needed == 0
            ? ""
            : ", leaning on "
                + number(needed)
                + " of "
                + number(result.rules().size())
                + (result.rules().size() == 1 ? " rule" : " rules"))
        + (known == 0
            ? ""
            : ", with " + number(known) + " known difference" + (known == 1 ? "" : "s"));
  }

  private static long count(Result result, Verdict verdict) {
    return result.streams().stream().filter(s -> s.verdict() == verdict).count();
  }

  /** The cells of the table of streams, as {@link #HEADS}. */
  static List<String> cells(StreamResult stream) {
    return List.of(
        stream.name(),
        verdict(stream.verdict()),
        number(stream.rows().left()),
        number(stream.rows().right()),
        number(stream.rows().equal()),
        number(stream.count(Difference.Kind.CHANGED)),
        number(stream.count(Difference.Kind.MISSING)),
        number(stream.count(Difference.Kind.EXTRA)),
        number(stream.count(Difference.Kind.DUPLICATE)),
        columns(stream));
  }

  private static String columns(StreamResult stream) {
    int other = stream.onlyLeft().size() + stream.onlyRight().size();
    return stream.columns().size() + (other == 0 ? "" : " and " + other + " on one side");
  }

  /** Columns that differ, the most unequal ones first. */
  static List<Map.Entry<String, ColumnStatistics>> unequal(StreamResult stream) {
    return stream.statistics().entrySet().stream()
        .filter(e -> e.getValue().unequal() > 0)
        .sorted(
            Comparator.comparingLong(
                (Map.Entry<String, ColumnStatistics> e) -> -e.getValue().unequal()))
        .toList();
  }

  /** How often a column differs, and the likely causes. */
  static String found(ColumnStatistics column) {
    String causes = causes(column);
    return number(column.unequal()) + " unequal" + (causes.isEmpty() ? "" : "; " + causes);
  }

  /** The likely causes with their numbers; empty without any. */
  static String causes(ColumnStatistics column) {
    return column.hints().entrySet().stream()
        .map(e -> number(e.getValue()) + " " + e.getKey().text())
        .collect(Collectors.joining("; "));
  }

  /** What is said of rows beyond those that were explained. */
  static List<String> unexplained(StreamResult stream) {
    long more = stream.rows().unexplained();
    return more == 0
        ? List.of()
        : List.of(
            number(more)
                + (more == 1
                    ? " more row differs and was counted only"
                    : " more rows differ and were counted only"));
  }

  /** What the file of differences does not hold of them. */
  static List<String> notHeld(StreamResult stream) {
    List<String> kinds = new ArrayList<>();
    for (Difference.Kind kind : Difference.Kind.values()) {
      long held = rows(stream.examples(), kind);
      if (held > 0 && held < stream.count(kind)) {
        kinds.add(number(held) + " of " + number(stream.count(kind)) + " " + kind(kind));
      }
    }
    return kinds.isEmpty()
        ? List.of()
        : List.of("its file in `diffs/` holds " + String.join(", ", kinds) + " rows");
  }

  /** How many rows some examples of a kind stand for. */
  static long rows(List<StreamResult.Example> examples, Difference.Kind kind) {
    return examples.stream()
        .map(StreamResult.Example::difference)
        .filter(d -> d.kind() == kind)
        .mapToLong(Difference::count)
        .sum();
  }

  /** The key of an example. */
  static String key(StreamResult.Example example, Values values) {
    return example.key().entrySet().stream()
        .map(e -> e.getKey() + "=" + values.text(e.getValue()))
        .collect(Collectors.joining(", "));
  }

  /** Where an example is. */
  static String places(StreamResult.Example example) {
    if (example.left().isEmpty() || example.right().isEmpty()) {
      return example.left() + example.right();
    }
    return example.left() + " and " + example.right();
  }

  private Words() {}
}
