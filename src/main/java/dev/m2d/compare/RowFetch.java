package dev.m2d.compare;

import dev.m2d.compare.canon.Encoder;
import dev.m2d.compare.explain.Explanation;
import dev.m2d.compare.explain.FoundRow;
import dev.m2d.compare.explain.Judge;
import dev.m2d.compare.multiset.Hash128;
import dev.m2d.compare.multiset.Leftovers;
import dev.m2d.compare.row.Row;
import dev.m2d.compare.row.RowSet;
import dev.m2d.compare.row.TextBytes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Reads rows that did not pair off again, to explain them. */
final class RowFetch {

  private final StreamPlan plan;
  private final List<ColumnPair> pairs;
  private final Progress progress;
  private final int[] key;
  // Both sides are read at the same time.
  private final TextBytes leftBytes = new TextBytes();
  private final TextBytes rightBytes = new TextBytes();
  private final Hash128 leftHash = new Hash128(StreamComparison.SEED);
  private final Hash128 rightHash = new Hash128(StreamComparison.SEED);

  RowFetch(StreamPlan plan, List<ColumnPair> pairs, Progress progress) {
    this.plan = plan;
    this.pairs = pairs;
    this.progress = progress;
    this.key = key(plan, pairs);
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
    return new Explanation(names, key, judge);
  }

  Explanation explain(List<Leftovers.Item> items, Judge judge)
      throws IOException, InterruptedException {
    Both<Optional<List<FoundRow>>> rows =
        Both.of(
            () -> fetch(true, items, Long.MAX_VALUE),
            () -> fetch(false, items, Long.MAX_VALUE),
            progress);
    return explained(rows.left().orElseThrow(), rows.right().orElseThrow(), judge);
  }

  /** The same when the rows fit into memory; empty when they do not. */
  Optional<Explanation> explainFew(List<Leftovers.Item> items, Judge judge)
      throws IOException, InterruptedException {
    long most = Choice.MOST_BYTES / 2;
    Both<Optional<List<FoundRow>>> rows =
        Both.of(() -> fetch(true, items, most), () -> fetch(false, items, most), progress);
    return rows.left().isPresent() && rows.right().isPresent()
        ? Optional.of(explained(rows.left().get(), rows.right().get(), judge))
        : Optional.empty();
  }

  private Explanation explained(List<FoundRow> left, List<FoundRow> right, Judge judge) {
    Explanation explanation = explanation(judge);
    explanation.add(left, right);
    return explanation;
  }

  private Optional<List<FoundRow>> fetch(boolean isLeft, List<Leftovers.Item> items, long most)
      throws IOException {
    List<FoundRow> rows = new ArrayList<>();
    long[] rest = {most};
    fetch(
        isLeft,
        items,
        (row, bytes) -> {
          rest[0] -= bytes;
          if (rest[0] >= 0) {
            rows.add(row.get());
          } else {
            rows.clear();
          }
        });
    return rest[0] >= 0 ? Optional.of(rows) : Optional.empty();
  }

  /** What to do with a row, which takes so many bytes. */
  @FunctionalInterface
  interface Visitor {
    void row(Supplier<FoundRow> row, long bytes) throws IOException;
  }

  /** Reads those of some rows that a side has more often. */
  void fetch(boolean isLeft, List<Leftovers.Item> all, Visitor visitor) throws IOException {
    Map<Long, Leftovers.Item> byPlace = new HashMap<>();
    all.stream()
        .filter(i -> isLeft == i.left() > i.right())
        .forEach(i -> byPlace.put(i.place(), i));
    rows(
        isLeft,
        all,
        (row, cells, place) ->
            visitor.row(
                () -> found(row, cells, Objects.requireNonNull(byPlace.get(place)), isLeft),
                Choice.bytes(row, cells)));
  }

  private FoundRow found(Row row, int[] cells, Leftovers.Item item, boolean isLeft) {
    Hash128 hash = new Hash128(StreamComparison.SEED);
    TextBytes bytes = new TextBytes();
    List<@Nullable String> values = new ArrayList<>();
    long[] codes = new long[cells.length];
    for (int i = 0; i < cells.length; i++) {
      bytes.clear();
      Encoder.addOrNull(pairs.get(i).side(isLeft).encoder(), row, cells[i], bytes);
      hash.of(bytes.array(), bytes.size());
      codes[i] = hash.low();
      values.add(text(row, cells[i]));
    }
    return new FoundRow(item.place(), item.left(), item.right(), values, codes);
  }

  /** Shows those of some rows that a side has more often as they are. */
  void rows(boolean isLeft, List<Leftovers.Item> all, RowSet.Visitor visitor) throws IOException {
    long[] places =
        all.stream()
            .filter(i -> isLeft == i.left() > i.right())
            .mapToLong(Leftovers.Item::place)
            .toArray();
    plan.side(isLeft).rows().fetch(places, names(isLeft), visitor);
  }

  /** Shows all rows of a side. */
  void all(boolean isLeft, RowSet.Visitor visitor) throws IOException {
    plan.side(isLeft).rows().scan(names(isLeft), visitor);
  }

  private List<String> names(boolean isLeft) {
    return pairs.stream().map(p -> p.side(isLeft).name()).toList();
  }

  /** A hash of the key of a row. */
  long keyOf(Row row, int[] cells, boolean isLeft) {
    TextBytes bytes = isLeft ? leftBytes : rightBytes;
    bytes.clear();
    for (int column : key) {
      Encoder.addOrNull(pairs.get(column).side(isLeft).encoder(), row, cells[column], bytes);
    }
    Hash128 hash = isLeft ? leftHash : rightHash;
    hash.of(bytes.array(), bytes.size());
    return hash.low();
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
