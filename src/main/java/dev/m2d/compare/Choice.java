package dev.m2d.compare;

import dev.m2d.compare.multiset.Leftovers.Item;
import dev.m2d.compare.row.Row;
import dev.m2d.compare.row.RowSet;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Chooses rows to explain where not all of them fit into memory: of a key all rows of both sides or
 * none, since half of them would seem to be missing.
 */
final class Choice {

  /** Bytes of the rows that are held at the same time, as Java holds them. */
  static final long MOST_BYTES = Runtime.getRuntime().maxMemory() / 6;

  /** What a row and each of its cells take beside their bytes. */
  private static final int OF_A_ROW = 200;

  private static final int OF_A_CELL = 72;

  private final RowFetch fetch;
  private final boolean hasKey;
  private final int mostRows;

  Choice(RowFetch fetch, boolean hasKey, int mostRows) {
    this.fetch = fetch;
    this.hasKey = hasKey;
    this.mostRows = mostRows;
  }

  /** A row that was seen: the hash of its key, and what it takes. */
  private record Seen(long key, long bytes) {}

  /** What a row takes in memory. */
  static long bytes(Row row, int[] cells) {
    long bytes = OF_A_ROW + (long) cells.length * OF_A_CELL;
    for (int cell : cells) {
      bytes += cell < 0 ? 0 : row.end(cell) - row.start(cell);
    }
    return bytes;
  }

  /**
   * Those to explain.
   *
   * @param first some rows that do not pair off, with a key half of what may be explained
   * @param all shows all of them
   */
  List<Item> of(List<Item> first, ManyRows.Items all, Progress progress)
      throws IOException, InterruptedException {
    Both<Map<Long, Seen>> seen =
        Both.of(() -> seen(first, true), () -> seen(first, false), progress);
    if (!hasKey) {
      return fitting(first, seen);
    }
    Set<Long> keys = seen.left().values().stream().map(Seen::key).collect(Collectors.toSet());
    seen.right().values().forEach(s -> keys.add(s.key()));
    Both<Map<Long, Seen>> whole =
        Both.of(() -> ofKeys(keys, true), () -> ofKeys(keys, false), progress);
    if (isTooMuch(whole.left()) || isTooMuch(whole.right())) {
      // Many rows share a key, which tells nothing apart then.
      return fitting(first, seen);
    }
    List<Item> items = new ArrayList<>();
    all.showTo(
        item -> {
          if ((isLeft(item) ? whole.left() : whole.right()).containsKey(item.place())) {
            items.add(item);
          }
        });
    return fitting(items, whole);
  }

  private static boolean isLeft(Item item) {
    return item.left() > item.right();
  }

  private boolean isTooMuch(Map<Long, Seen> rows) {
    return rows.size() > 2 * mostRows;
  }

  private Map<Long, Seen> seen(List<Item> items, boolean isLeft) throws IOException {
    Map<Long, Seen> seen = new HashMap<>();
    fetch.rows(isLeft, items, visitor(isLeft, seen));
    return seen;
  }

  /** All rows of some keys, those that pair off too. */
  private Map<Long, Seen> ofKeys(Set<Long> keys, boolean isLeft) throws IOException {
    Map<Long, Seen> seen = new HashMap<>();
    RowSet.Visitor visitor = visitor(isLeft, seen);
    fetch.all(
        isLeft,
        (row, cells, place) -> {
          if (!isTooMuch(seen) && keys.contains(fetch.keyOf(row, cells, isLeft))) {
            visitor.row(row, cells, place);
          }
        });
    return seen;
  }

  private RowSet.Visitor visitor(boolean isLeft, Map<Long, Seen> seen) {
    return (row, cells, place) ->
        seen.put(
            place, new Seen(hasKey ? fetch.keyOf(row, cells, isLeft) : place, bytes(row, cells)));
  }

  /** As many as fit into memory, key by key; of the first one at least some. */
  private List<Item> fitting(List<Item> items, Both<Map<Long, Seen>> seen) {
    Map<Object, List<Item>> groups = new LinkedHashMap<>();
    for (Item item : items) {
      groups.computeIfAbsent(group(item, seen), k -> new ArrayList<>()).add(item);
    }
    List<Item> chosen = new ArrayList<>();
    long rest = MOST_BYTES;
    for (List<Item> group : groups.values()) {
      long bytes = group.stream().mapToLong(i -> bytes(i, seen)).sum();
      if (bytes <= rest && chosen.size() + group.size() <= mostRows) {
        chosen.addAll(group);
        rest -= bytes;
      } else if (chosen.isEmpty()) {
        for (Item item : group) {
          rest -= bytes(item, seen);
          if (chosen.isEmpty() || (rest > 0 && chosen.size() < mostRows)) {
            chosen.add(item);
          }
        }
      }
    }
    return chosen;
  }

  private Object group(Item item, Both<Map<Long, Seen>> seen) {
    return hasKey ? of(item, seen).key() : item;
  }

  private static long bytes(Item item, Both<Map<Long, Seen>> seen) {
    return of(item, seen).bytes();
  }

  private static Seen of(Item item, Both<Map<Long, Seen>> seen) {
    return Objects.requireNonNull((isLeft(item) ? seen.left() : seen.right()).get(item.place()));
  }
}
