package dev.m2d.compare;

import dev.m2d.compare.contract.ColumnRule.Kind;
import dev.m2d.compare.contract.StreamContract.Duplicates;
import dev.m2d.compare.explain.Deviation;
import dev.m2d.compare.explain.Explanation;
import dev.m2d.compare.multiset.Leftovers;
import dev.m2d.compare.multiset.Measured;
import dev.m2d.compare.multiset.Near;
import dev.m2d.compare.multiset.Rows;
import dev.m2d.compare.multiset.Tolerances;
import dev.m2d.compare.row.Format;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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
   * @param doubt what tolerances could not decide
   * @param options what it was asked for
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
      Doubt doubt,
      Options options) {

    Outside outside(ColumnPair pair) {
      return outside.getOrDefault(pair.name(), new Outside(0, 0));
    }
  }

  /**
   * What tolerances could not decide.
   *
   * @param rows of those that did not pair off the ones that might have
   */
  record Doubt(boolean is, long rows) {
    static final Doubt NONE = new Doubt(false, 0);
  }

  /** Values that break the rule of their column by themselves, by side. */
  record Outside(long left, long right) {}

  Outcome run() throws IOException, InterruptedException {
    while (true) {
      List<List<String>> met = met();
      Columns columns = Columns.of(plan);
      List<ColumnPair> pairs = columns.pairs(plan, ranks(columns.pairs(plan, Map.of())));
      List<ColumnPair> measured =
          pairs.stream().filter(p -> p.rule().kind() == Kind.TOLERANCE).toList();
      Path folder = options.temporary();
      int longs = measured.size() * Measured.LONGS;
      try (Rows lefts = new Rows(folder.resolve("left"), longs);
          Rows rights = new Rows(folder.resolve("right"), longs)) {
        RowHasher left = hasher(pairs, true, lefts);
        RowHasher right = hasher(pairs, false, rights);
        Both<Void> unused = Both.of(left, right, options.progress());
        if (!met.equals(met())) {
          // Rows further down have columns that the first ones do not have.
          continue;
        }
        Map<String, Outside> outside = new LinkedHashMap<>();
        pairs.forEach(
            p ->
                outside.put(
                    p.name(), new Outside(p.left().outside().sum(), p.right().outside().sum())));
        Map<String, Deviation> deviations = new LinkedHashMap<>();
        Doubt doubt = Doubt.NONE;
        Leftovers leftovers;
        if (measured.isEmpty()) {
          leftovers = Leftovers.of(lefts, rights, EXPLAINED);
        } else {
          Tolerances.Result found = near(measured, lefts, rights, deviations);
          leftovers = found.leftovers();
          doubt = new Doubt(found.isDoubtful(), found.doubtful());
        }
        KnownJudge judge =
            new KnownJudge(
                pairs, plan.known(), repeats(pairs, leftovers), left.lateness(), right.lateness());
        return new Outcome(
            columns,
            pairs,
            lefts.size(),
            rights.size(),
            leftovers,
            explain(pairs, measured, lefts, rights, leftovers, judge),
            left,
            right,
            deviations,
            judge.used(),
            outside,
            doubt,
            options);
      }
    }
  }

  /** Names of the columns met so far. */
  private List<List<String>> met() {
    return List.of(plan.left().rows().columns(), plan.right().rows().columns());
  }

  private Optional<Repeats> repeats(List<ColumnPair> pairs, Leftovers leftovers)
      throws IOException {
    Leftovers.Duplicates more = leftovers.duplicates();
    return plan.contract().duplicates() == Duplicates.REPORT && more.left() + more.right() > 0
        ? Optional.of(Repeats.of(plan, pairs))
        : Optional.empty();
  }

  /** Where the contract accepts some differences all of them are looked at, else enough to show. */
  private Explanation explain(
      List<ColumnPair> pairs,
      List<ColumnPair> measured,
      Rows lefts,
      Rows rights,
      Leftovers leftovers,
      KnownJudge judge)
      throws IOException, InterruptedException {
    RowFetch fetch = new RowFetch(plan, pairs, options.progress());
    boolean isLenient =
        plan.isWhole()
            || !plan.known().isEmpty()
            || plan.watermark().isPresent()
            || plan.contract().duplicates() == Duplicates.REPORT;
    ManyRows.Items all =
        measured.isEmpty()
            ? items -> Leftovers.items(lefts, rights, items)
            : items -> Tolerances.items(lefts, rights, bounds(measured), items);
    List<Leftovers.Item> some = leftovers.items();
    boolean isAll = some.size() < EXPLAINED;
    boolean hasKey = RowFetch.key(plan, pairs).length > 0;
    if (isAll || (!isLenient && !hasKey)) {
      Optional<Explanation> few = fetch.explainFew(some, judge);
      if (few.isPresent()) {
        return few.get();
      }
    }
    if (!isLenient) {
      List<Leftovers.Item> first =
          isAll ? some : some.subList(0, hasKey ? EXPLAINED / 2 : EXPLAINED);
      return fetch.explain(
          new Choice(fetch, hasKey, EXPLAINED).of(first, all, options.progress()), judge);
    }
    Explanation explanation = fetch.explanation(judge);
    long rows = leftovers.left() + leftovers.right();
    try (ManyRows many = new ManyRows(fetch, deciding(pairs), options.temporary(), rows)) {
      many.explain(all, explanation);
    }
    return explanation;
  }

  /** The key; without one what no known difference is about. */
  private boolean[] deciding(List<ColumnPair> pairs) {
    boolean[] deciding = new boolean[pairs.size()];
    int[] key = RowFetch.key(plan, pairs);
    for (int k : key) {
      deciding[k] = true;
    }
    for (int i = 0; i < deciding.length && key.length == 0; i++) {
      String name = pairs.get(i).name();
      deciding[i] = plan.known().stream().noneMatch(k -> k.column().equals(name));
    }
    return deciding;
  }

  /** The places of values in columns that are compared by place. */
  private Map<String, ColumnPair.Ranks> ranks(List<ColumnPair> pairs)
      throws IOException, InterruptedException {
    List<ColumnPair> ranked = pairs.stream().filter(p -> p.rule().kind() == Kind.RANK).toList();
    Map<String, ColumnPair.Ranks> ranks = new LinkedHashMap<>();
    if (!ranked.isEmpty()) {
      Both<List<Set<String>>> both =
          Both.of(() -> values(ranked, true), () -> values(ranked, false), options.progress());
      for (int i = 0; i < ranked.size(); i++) {
        ColumnPair pair = ranked.get(i);
        ranks.put(
            pair.name(),
            RankScan.ranks(both.left().get(i), both.right().get(i), plan.isTyped(pair)));
      }
    }
    return ranks;
  }

  private List<Set<String>> values(List<ColumnPair> ranked, boolean isLeft) throws IOException {
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
        int[] key = RowFetch.key(plan, pairs);
        return new Lateness(i, pairs, key, isLeft, plan.watermark().get().value());
      }
    }
    return null;
  }

  private static List<Near.Bound> bounds(List<ColumnPair> measured) {
    return measured.stream()
        .map(p -> Near.Bound.of(p.rule().absolute(), p.rule().relative()))
        .toList();
  }

  private static Tolerances.Result near(
      List<ColumnPair> measured, Rows left, Rows right, Map<String, Deviation> deviations)
      throws IOException {
    List<String> names = measured.stream().map(ColumnPair::name).toList();
    names.forEach(n -> deviations.put(n, Deviation.NONE));
    return Tolerances.of(
        left,
        right,
        bounds(measured),
        EXPLAINED,
        (a, b) -> {
          for (int i = 0; i < a.length; i++) {
            int column = i;
            deviations.computeIfPresent(names.get(i), (n, d) -> d.with(a[column], b[column]));
          }
        });
  }
}
