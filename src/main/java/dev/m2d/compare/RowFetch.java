package dev.m2d.compare;

import dev.m2d.compare.canon.Encoder;
import dev.m2d.compare.explain.Explanation;
import dev.m2d.compare.explain.FoundRow;
import dev.m2d.compare.explain.Judge;
import dev.m2d.compare.multiset.Hash128;
import dev.m2d.compare.multiset.Leftovers;
import dev.m2d.compare.row.Row;
import dev.m2d.compare.row.TextBytes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Reads rows that did not pair off again, to explain them. */
final class RowFetch {

  private final StreamPlan plan;
  private final List<ColumnPair> pairs;
  private final Progress progress;

  RowFetch(StreamPlan plan, List<ColumnPair> pairs, Progress progress) {
    this.plan = plan;
    this.pairs = pairs;
    this.progress = progress;
  }

  /** Places of the key's columns among the compared ones; none when some of them is missing. */
  static int[] key(StreamPlan plan, List<ColumnPair> pairs) {
    List<String> names = pairs.stream().map(ColumnPair::name).toList();
    List<String> wanted = plan.contract().key();
    int[] key = wanted.stream().mapToInt(names::indexOf).filter(i -> i >= 0).toArray();
    return key.length == wanted.size() ? key : new int[0];
  }

  /** Nothing is explained yet. */
  Explanation explanation(Judge judge) {
    List<String> names = pairs.stream().map(ColumnPair::name).toList();
    return new Explanation(names, key(plan, pairs), judge);
  }

  Explanation explain(List<Leftovers.Item> items, Judge judge)
      throws IOException, InterruptedException {
    Both<List<FoundRow>> rows =
        Both.of(() -> fetch(true, items), () -> fetch(false, items), progress);
    Explanation explanation = explanation(judge);
    explanation.add(rows.left(), rows.right());
    return explanation;
  }

  private List<FoundRow> fetch(boolean isLeft, List<Leftovers.Item> items) throws IOException {
    List<FoundRow> rows = new ArrayList<>();
    fetch(isLeft, items, rows::add);
    return rows;
  }

  /** What to do with a row. */
  @FunctionalInterface
  interface Visitor {
    void row(FoundRow row) throws IOException;
  }

  /** Reads those of some rows that a side has more often. */
  void fetch(boolean isLeft, List<Leftovers.Item> all, Visitor visitor) throws IOException {
    List<Leftovers.Item> items = all.stream().filter(i -> isLeft == i.left() > i.right()).toList();
    Map<Long, Leftovers.Item> byPlace = new HashMap<>();
    items.forEach(i -> byPlace.put(i.place(), i));
    long[] places = items.stream().mapToLong(Leftovers.Item::place).toArray();
    List<String> names = pairs.stream().map(p -> p.side(isLeft).name()).toList();
    Hash128 hash = new Hash128(StreamComparison.SEED);
    TextBytes bytes = new TextBytes();
    plan.side(isLeft)
        .rows()
        .fetch(
            places,
            names,
            (row, cells, place) -> {
              List<@Nullable String> values = new ArrayList<>();
              long[] codes = new long[cells.length];
              for (int i = 0; i < cells.length; i++) {
                bytes.clear();
                Encoder.addOrNull(pairs.get(i).side(isLeft).encoder(), row, cells[i], bytes);
                hash.of(bytes.array(), bytes.size());
                codes[i] = hash.low();
                values.add(text(row, cells[i]));
              }
              Leftovers.Item item = Objects.requireNonNull(byPlace.get(place));
              visitor.row(new FoundRow(place, item.left(), item.right(), values, codes));
            });
  }

  private static @Nullable String text(Row row, int cell) {
    if (cell < 0) {
      return null;
    }
    return switch (row.kind(cell)) {
      case NULL, ABSENT -> null;
      case TRUE -> "true";
      case FALSE -> "false";
      case TEXT, NUMBER, NESTED ->
          new String(
              row.bytes(),
              row.start(cell),
              row.end(cell) - row.start(cell),
              StandardCharsets.UTF_8);
    };
  }
}
