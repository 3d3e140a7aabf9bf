package dev.m2d.compare;

import dev.m2d.compare.canon.Encoder;
import dev.m2d.compare.explain.Explanation;
import dev.m2d.compare.explain.FoundRow;
import dev.m2d.compare.multiset.Hash128;
import dev.m2d.compare.multiset.Leftovers;
import dev.m2d.compare.multiset.Rows;
import dev.m2d.compare.row.Row;
import dev.m2d.compare.row.RowSet;
import dev.m2d.compare.row.TextBytes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * Compares the rows of one stream. Both sides are read at the same time, once; again are read only
 * rows that do not pair off.
 */
final class StreamComparison {

  /** Distinct rows that are explained; the counts are exact beyond it. */
  private static final int EXPLAINED = 50_000;

  /** Any number does; a fixed one gives the same examples each time. */
  private static final int SEED = 0x6d3264;

  private final RowSet left;
  private final RowSet right;
  private final Options options;

  StreamComparison(RowSet left, RowSet right, Options options) {
    this.left = left;
    this.right = right;
    this.options = options;
  }

  /** What the rows came to. */
  record Outcome(
      Columns columns,
      long leftRows,
      long rightRows,
      Leftovers leftovers,
      Explanation explanation) {}

  Outcome run(String stream) throws IOException, InterruptedException {
    while (true) {
      Columns columns = Columns.of(stream, left, right);
      Path folder = options.temporary();
      try (Rows lefts = new Rows(folder.resolve("left"));
          Rows rights = new Rows(folder.resolve("right"))) {
        hash(columns.pairs(), lefts, rights);
        if (!columns.equals(Columns.of(stream, left, right))) {
          // Rows further down have columns that the first ones do not have.
          continue;
        }
        Leftovers leftovers = Leftovers.of(lefts, rights, EXPLAINED);
        return new Outcome(
            columns, lefts.size(), rights.size(), leftovers, explain(columns, leftovers));
      }
    }
  }

  private void hash(List<ColumnPair> pairs, Rows lefts, Rows rights)
      throws IOException, InterruptedException {
    ExecutorService threads = Executors.newFixedThreadPool(2);
    try {
      List<Future<Void>> sides =
          List.of(
              threads.submit(new RowHasher(left, pairs, true, SEED, lefts, options.progress())),
              threads.submit(new RowHasher(right, pairs, false, SEED, rights, options.progress())));
      for (Future<Void> side : sides) {
        side.get();
      }
    } catch (ExecutionException e) {
      options.progress().cancel();
      if (e.getCause() instanceof IOException broken) {
        throw broken;
      }
      throw new IllegalStateException(e.getCause());
    } finally {
      threads.shutdown();
      threads.awaitTermination(1, java.util.concurrent.TimeUnit.MINUTES);
    }
  }

  private Explanation explain(Columns columns, Leftovers leftovers) throws IOException {
    List<Leftovers.Item> items = leftovers.items();
    List<FoundRow> ofLeft =
        fetch(left, columns, true, items.stream().filter(i -> i.left() > i.right()).toList());
    List<FoundRow> ofRight =
        fetch(right, columns, false, items.stream().filter(i -> i.left() < i.right()).toList());
    List<String> names = columns.pairs().stream().map(ColumnPair::name).toList();
    int[] key = options.key().stream().mapToInt(names::indexOf).filter(i -> i >= 0).toArray();
    boolean whole = key.length == options.key().size();
    return new Explanation(names, whole ? key : new int[0], ofLeft, ofRight);
  }

  private static List<FoundRow> fetch(
      RowSet files, Columns columns, boolean isLeft, List<Leftovers.Item> items)
      throws IOException {
    Map<Long, Leftovers.Item> byPlace = new HashMap<>();
    items.forEach(i -> byPlace.put(i.place(), i));
    long[] places = items.stream().mapToLong(Leftovers.Item::place).toArray();
    List<ColumnPair> pairs = columns.pairs();
    List<String> names = pairs.stream().map(p -> p.name(isLeft)).toList();
    Hash128 hash = new Hash128(SEED);
    TextBytes bytes = new TextBytes();
    List<FoundRow> rows = new ArrayList<>();
    files.fetch(
        places,
        names,
        (row, cells, place) -> {
          List<@Nullable String> values = new ArrayList<>();
          long[] codes = new long[cells.length];
          for (int i = 0; i < cells.length; i++) {
            bytes.clear();
            Encoder.addOrNull(pairs.get(i).encoder(isLeft), row, cells[i], bytes);
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
