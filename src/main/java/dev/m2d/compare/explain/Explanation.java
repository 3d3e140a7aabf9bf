package dev.m2d.compare.explain;

import dev.m2d.compare.explain.Difference.Cell;
import dev.m2d.compare.explain.Difference.Kind;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** Pairs rows that only one side has with those that only the other has. */
public final class Explanation {

  /** With a key that many rows share, only so many of them are looked at for each row. */
  private static final int NEAR = 200;

  /** Differences of each kind that are kept to be shown, fewer when their rows are long. */
  private static final int KEPT = 1000;

  private static final long KEPT_BYTES = Runtime.getRuntime().maxMemory() / 64;

  private final List<String> columns;
  private final int[] key;
  private final Judge judge;
  private long acknowledged;
  private long repeats;
  private final Map<Kind, List<Difference>> kept = new EnumMap<>(Kind.class);
  private final Map<Kind, Long> keptBytes = new EnumMap<>(Kind.class);
  private final Map<Kind, Long> counts = new EnumMap<>(Kind.class);
  private final Map<Kind, Long> alone = new EnumMap<>(Kind.class);
  private final Sides moved = new Sides();
  private final Map<String, ColumnStatistics> statistics = new LinkedHashMap<>();

  /** A count for each side. */
  private static final class Sides {
    private long left;
    private long right;
  }

  /**
   * Explains rows that are added.
   *
   * @param key places of the key's columns among `columns`; without any, rows are paired that
   *     differ in one cell, and stay missing and extra
   * @param judge which cells are the same, and which differences are known
   */
  public Explanation(List<String> columns, int[] key, Judge judge) {
    this.columns = columns;
    this.key = key.clone();
    this.judge = judge;
    columns.forEach(c -> statistics.put(c, new ColumnStatistics()));
  }

  /** Adds rows; those of one key, which may be pairs, all at once. */
  public void add(List<FoundRow> left, List<FoundRow> right) {
    List<FoundRow> onlyLeft = duplicates(left);
    List<FoundRow> onlyRight = duplicates(right);
    if (key.length > 0) {
      byKey(onlyLeft, onlyRight);
    } else {
      nearest(onlyLeft, onlyRight);
    }
  }

  /** Some of what was found: changed rows first, then missing, extra and duplicates. */
  public List<Difference> differences() {
    return kept.values().stream().flatMap(List::stream).toList();
  }

  /** How many rows are of a kind. */
  public long count(Kind kind) {
    return counts.getOrDefault(kind, 0L);
  }

  /** How many of them have no partner on the other side. */
  public long alone(Kind kind) {
    return alone.getOrDefault(kind, 0L);
  }

  private void found(Difference difference) {
    Kind kind = difference.kind();
    counts.merge(kind, difference.count(), Long::sum);
    if (difference.left().isEmpty() || difference.right().isEmpty()) {
      alone.merge(kind, difference.count(), Long::sum);
    }
    List<Difference> few = kept.computeIfAbsent(kind, k -> new ArrayList<>());
    if (few.size() < KEPT && keptBytes.getOrDefault(kind, 0L) < KEPT_BYTES) {
      few.add(difference);
      keptBytes.merge(kind, difference.bytes(), Long::sum);
    }
  }

  /** Rows that one side has once more, as a tap may send them; they are duplicates too. */
  public long repeats() {
    return repeats;
  }

  /** Rows of one side that the other one read later, changed; they are no differences. */
  public long moved(boolean ofLeft) {
    return ofLeft ? moved.left : moved.right;
  }

  /** Pairs of rows that differ in known ways only; they are no differences. */
  public long acknowledged() {
    return acknowledged;
  }

  /** For each column how often it differs between paired rows. */
  public Map<String, ColumnStatistics> statistics() {
    return statistics;
  }

  private List<FoundRow> duplicates(List<FoundRow> rows) {
    List<FoundRow> others = new ArrayList<>();
    for (FoundRow row : rows) {
      if (row.isDuplicate()) {
        boolean more = row.left() > row.right();
        repeats += judge.isRepeat(row) ? Math.abs(row.left() - row.right()) : 0;
        found(
            new Difference(
                Kind.DUPLICATE,
                more ? Optional.of(row) : Optional.empty(),
                more ? Optional.empty() : Optional.of(row),
                List.of(),
                Math.abs(row.left() - row.right())));
      } else {
        others.add(row);
      }
    }
    others.sort(Comparator.comparingLong(FoundRow::place));
    return others;
  }

  private void byKey(List<FoundRow> left, List<FoundRow> right) {
    Map<List<Long>, Set<FoundRow>> groups = new HashMap<>();
    right.forEach(r -> groups.computeIfAbsent(keyOf(r), k -> new LinkedHashSet<>()).add(r));
    Map<List<Long>, List<FoundRow>> lefts = new LinkedHashMap<>();
    left.forEach(l -> lefts.computeIfAbsent(keyOf(l), k -> new ArrayList<>()).add(l));
    Map<FoundRow, Long> rest = new HashMap<>();
    right.forEach(r -> rest.put(r, r.right()));
    lefts.forEach(
        (k, rows) -> {
          for (FoundRow row : rows) {
            pair(row, groups.getOrDefault(k, Set.of()), rest);
          }
        });
    for (FoundRow row : right) {
      long count = Objects.requireNonNull(rest.get(row));
      if (count > 0) {
        one(Kind.EXTRA, row, count);
      }
    }
  }

  /** Rows of one key: the row that agrees in most cells comes first. */
  private void pair(FoundRow row, Set<FoundRow> candidates, Map<FoundRow, Long> rest) {
    long open = row.left();
    while (open > 0) {
      Optional<FoundRow> best =
          candidates.stream().limit(NEAR).max(Comparator.comparingInt(row::agreement));
      if (best.isEmpty()) {
        one(Kind.MISSING, row, open);
        return;
      }
      long many = Math.min(open, Objects.requireNonNull(rest.get(best.get())));
      if (rest.merge(best.get(), -many, Long::sum) == 0) {
        candidates.remove(best.get());
      }
      open -= many;
      List<Cell> cells = cells(row, best.get(), many);
      if (cells.isEmpty()) {
        acknowledged += many;
      } else {
        found(new Difference(Kind.CHANGED, Optional.of(row), best, cells, many));
      }
    }
  }

  private void nearest(List<FoundRow> left, List<FoundRow> right) {
    Map<FoundRow, FoundRow> partners = new HashMap<>();
    Map<FoundRow, FoundRow> back = new HashMap<>();
    for (int column = 0; column < columns.size() && columns.size() > 1; column++) {
      Map<Long, Deque<FoundRow>> others = new HashMap<>();
      for (FoundRow row : right) {
        if (!back.containsKey(row)) {
          others.computeIfAbsent(row.without(column), k -> new ArrayDeque<>(1)).add(row);
        }
      }
      for (FoundRow row : left) {
        Deque<FoundRow> found = others.get(row.without(column));
        if (!partners.containsKey(row)
            && found != null
            && !found.isEmpty()
            && row.agrees(found.getFirst(), column)) {
          FoundRow partner = found.remove();
          partners.put(row, partner);
          back.put(partner, row);
        }
      }
    }
    Set<FoundRow> known = new HashSet<>();
    for (FoundRow row : left) {
      Optional<FoundRow> partner = Optional.ofNullable(partners.get(row));
      List<Cell> cells = partner.map(p -> cells(row, p, 1)).orElse(List.of());
      if (partner.isPresent() && cells.isEmpty() && row.left() == partner.get().right()) {
        acknowledged += row.left();
        known.add(partner.get());
      } else {
        found(new Difference(Kind.MISSING, Optional.of(row), partner, cells, row.left()));
      }
    }
    for (FoundRow row : right) {
      if (known.contains(row)) {
        continue;
      }
      Optional<FoundRow> partner = Optional.ofNullable(back.get(row));
      found(new Difference(Kind.EXTRA, partner, Optional.of(row), List.of(), row.right()));
    }
  }

  private void one(Kind kind, FoundRow row, long count) {
    Optional<FoundRow> at = Optional.of(row);
    boolean isLeft = kind == Kind.MISSING;
    if (judge.isMoved(keyOf(row), isLeft)) {
      moved.left += isLeft ? count : 0;
      moved.right += isLeft ? 0 : count;
      return;
    }
    found(
        new Difference(
            kind,
            isLeft ? at : Optional.empty(),
            isLeft ? Optional.empty() : at,
            List.of(),
            count));
  }

  /** The cells that differ; none when all of them differ in known ways. */
  private List<Cell> cells(FoundRow left, FoundRow right, long count) {
    List<Cell> cells = new ArrayList<>();
    boolean allKnown = true;
    for (int i = 0; i < columns.size(); i++) {
      if (!judge.areSame(i, left, right)) {
        String from = left.values().get(i);
        String to = right.values().get(i);
        cells.add(new Cell(columns.get(i), from, to));
        allKnown &= judge.isKnown(i, from, to, count);
      }
    }
    if (allKnown) {
      return List.of();
    }
    for (Cell cell : cells) {
      Objects.requireNonNull(statistics.get(cell.column())).add(cell.from(), cell.to(), count);
    }
    return cells;
  }

  private List<Long> keyOf(FoundRow row) {
    List<Long> parts = new ArrayList<>();
    for (int k : key) {
      parts.add(row.code(k));
    }
    return parts;
  }
}
