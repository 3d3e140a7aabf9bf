package dev.m2d.compare;

import dev.m2d.compare.contract.ColumnRule.Kind;
import dev.m2d.compare.explain.Deviation;
import dev.m2d.compare.explain.Explanation;
import dev.m2d.compare.multiset.Leftovers;
import dev.m2d.compare.multiset.Near;
import dev.m2d.compare.multiset.Rows;
import dev.m2d.compare.multiset.Tolerances;
import dev.m2d.compare.row.Format;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Compares the rows of one stream. Both sides are read at the same time, once; again are read only
 * rows that do not pair off.
 */
final class StreamComparison {

  /** Distinct rows that are explained; the counts are exact beyond it. */
  private static final int EXPLAINED = 50_000;

  /** Any number does; a fixed one gives the same examples each time. */
  static final int SEED = 0x6d3264;

  private final StreamPlan plan;
  private final Options options;

  StreamComparison(StreamPlan plan, Options options) {
    this.plan = plan;
    this.options = options;
  }

  /**
   * What the rows came to.
   *
   * @param left what the left side was read by
   * @param right what the right side was read by
   * @param deviations of each column with a tolerance
   * @param known how often each known difference was met
   * @param outside for each column how many values break its rule by themselves
   * @param progress of the comparison
   */
  record Outcome(
      Columns columns,
      List<ColumnPair> pairs,
      long leftRows,
      long rightRows,
      Leftovers leftovers,
      Explanation explanation,
      RowHasher left,
      RowHasher right,
      Map<String, Deviation> deviations,
      Map<String, Long> known,
      Map<String, Outside> outside,
      Progress progress) {

    Outside outside(ColumnPair pair) {
      return outside.getOrDefault(pair.name(), new Outside(0, 0));
    }
  }

  /** Values that break the rule of their column by themselves, by side. */
  record Outside(long left, long right) {}

  Outcome run() throws IOException, InterruptedException {
    while (true) {
      Columns columns = Columns.of(plan);
      List<ColumnPair> pairs = columns.pairs(plan, ranks(columns.pairs(plan, Map.of())));
      List<ColumnPair> measured =
          pairs.stream().filter(p -> p.rule().kind() == Kind.TOLERANCE).toList();
      Path folder = options.temporary();
      try (Rows lefts = new Rows(folder.resolve("left"), measured.size());
          Rows rights = new Rows(folder.resolve("right"), measured.size())) {
        RowHasher left = hasher(pairs, true, lefts);
        RowHasher right = hasher(pairs, false, rights);
        Both<Void> unused = Both.of(left, right, options.progress());
        if (!columns.equals(Columns.of(plan))) {
          // Rows further down have columns that the first ones do not have.
          continue;
        }
        Map<String, Outside> outside = new LinkedHashMap<>();
        pairs.forEach(
            p ->
                outside.put(
                    p.name(), new Outside(p.left().outside().sum(), p.right().outside().sum())));
        Map<String, Deviation> deviations = new LinkedHashMap<>();
        Leftovers leftovers =
            measured.isEmpty()
                ? Leftovers.of(lefts, rights, EXPLAINED)
                : near(measured, lefts, rights, deviations);
        RowFetch fetch = new RowFetch(plan, pairs, options.progress());
        KnownJudge judge = new KnownJudge(pairs, plan.known());
        return new Outcome(
            columns,
            pairs,
            lefts.size(),
            rights.size(),
            leftovers,
            fetch.explain(leftovers.items(), judge),
            left,
            right,
            deviations,
            judge.used(),
            outside,
            options.progress());
      }
    }
  }

  /** The places of values in columns that are compared by place. */
  private Map<String, ColumnPair.Ranks> ranks(List<ColumnPair> pairs)
      throws IOException, InterruptedException {
    List<ColumnPair> ranked = pairs.stream().filter(p -> p.rule().kind() == Kind.RANK).toList();
    Map<String, ColumnPair.Ranks> ranks = new LinkedHashMap<>();
    if (!ranked.isEmpty()) {
      Both<List<Map<String, Integer>>> both =
          Both.of(() -> ranks(ranked, true), () -> ranks(ranked, false), options.progress());
      for (int i = 0; i < ranked.size(); i++) {
        ranks.put(
            ranked.get(i).name(), new ColumnPair.Ranks(both.left().get(i), both.right().get(i)));
      }
    }
    return ranks;
  }

  private List<Map<String, Integer>> ranks(List<ColumnPair> ranked, boolean isLeft)
      throws IOException {
    return RankScan.of(
        plan.side(isLeft).rows(),
        ranked.stream().map(p -> p.side(isLeft).name()).toList(),
        ranked.stream().map(p -> p.side(isLeft).exact()).toList());
  }

  private RowHasher hasher(List<ColumnPair> pairs, boolean isLeft, Rows rows) {
    return new RowHasher(
        plan.side(isLeft).rows(),
        pairs,
        isLeft,
        delimiter(),
        SEED,
        rows,
        lateness(pairs, isLeft),
        options.progress());
  }

  /** Both sides must write their lines alike; the left one has them ready in most cases. */
  private byte delimiter() {
    return plan.left().rows().formats().stream()
        .filter(f -> f instanceof Format.Csv csv && csv.dialect().isPlain())
        .map(f -> (byte) ((Format.Csv) f).dialect().delimiter())
        .findFirst()
        .orElse((byte) ',');
  }

  private @Nullable Lateness lateness(List<ColumnPair> pairs, boolean isLeft) {
    for (int i = 0; i < pairs.size() && plan.watermark().isPresent(); i++) {
      if (pairs.get(i).name().equals(plan.watermark().get().column())) {
        return new Lateness(i, pairs.get(i).side(isLeft).exact(), plan.watermark().get().value());
      }
    }
    return null;
  }

  private static Leftovers near(
      List<ColumnPair> measured, Rows left, Rows right, Map<String, Deviation> deviations)
      throws IOException {
    List<Near.Bound> bounds =
        measured.stream()
            .map(p -> new Near.Bound(p.rule().absolute(), p.rule().relative()))
            .toList();
    List<String> names = measured.stream().map(ColumnPair::name).toList();
    names.forEach(n -> deviations.put(n, Deviation.NONE));
    return Tolerances.of(
        left,
        right,
        bounds,
        EXPLAINED,
        (a, b) -> {
          for (int i = 0; i < a.length; i++) {
            int column = i;
            deviations.computeIfPresent(names.get(i), (n, d) -> d.with(a[column], b[column]));
          }
        });
  }
}
