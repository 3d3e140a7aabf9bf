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

  Explanation explain(List<Leftovers.Item> items, Judge judge)
      throws IOException, InterruptedException {
    Both<List<FoundRow>> rows =
        Both.of(
            () -> fetch(true, items.stream().filter(i -> i.left() > i.right()).toList()),
            () -> fetch(false, items.stream().filter(i -> i.left() < i.right()).toList()),
            progress);
    List<String> names = pairs.stream().map(ColumnPair::name).toList();
    List<String> wanted = plan.contract().key();
    int[] key = wanted.stream().mapToInt(names::indexOf).filter(i -> i >= 0).toArray();
    boolean whole = key.length == wanted.size();
    return new Explanation(names, whole ? key : new int[0], rows.left(), rows.right(), judge);
  }

  private List<FoundRow> fetch(boolean isLeft, List<Leftovers.Item> items) throws IOException {
    Map<Long, Leftovers.Item> byPlace = new HashMap<>();
    items.forEach(i -> byPlace.put(i.place(), i));
    long[] places = items.stream().mapToLong(Leftovers.Item::place).toArray();
    List<String> names = pairs.stream().map(p -> p.side(isLeft).name()).toList();
    Hash128 hash = new Hash128(StreamComparison.SEED);
    TextBytes bytes = new TextBytes();
    List<FoundRow> rows = new ArrayList<>();
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
              rows.add(new FoundRow(place, item.left(), item.right(), values, codes));
            });
    return rows;
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
