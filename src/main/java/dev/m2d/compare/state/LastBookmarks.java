package dev.m2d.compare.state;

import dev.m2d.compare.bundle.CapturedSide;
import dev.m2d.compare.bundle.Manifest;
import dev.m2d.compare.bundle.StoredState;
import dev.m2d.yaml.PythonText;
import dev.m2d.yaml.Value;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The bookmarks of a stream: at its last one a run begins, so that a tap may send those rows again.
 *
 * @param columns that they are values of
 * @param before from which the pair began, of both sides
 * @param after at which it ended
 */
public record LastBookmarks(
    SortedSet<String> columns, SortedSet<Mark> before, SortedSet<Mark> after) {

  /** There are none. */
  public static final LastBookmarks NONE =
      new LastBookmarks(new TreeSet<>(), new TreeSet<>(), new TreeSet<>());

  /** The member that holds the value in the SDK's form of a bookmark. */
  public static final String VALUE = "replication_key_value";

  private static final String KEY = "replication_key";
  private static final Set<String> NO_BOOKMARK =
      Set.of("context", "progress_markers", "version", "state_partitioning_keys");

  /**
   * A bookmark.
   *
   * @param column that it is a value of; empty when nothing says it
   */
  public record Mark(String column, String value) implements Comparable<Mark> {

    @Override
    public int compareTo(Mark other) {
      return Comparator.comparing(Mark::column).thenComparing(Mark::value).compare(this, other);
    }
  }

  public LastBookmarks {
    columns = Collections.unmodifiableSortedSet(new TreeSet<>(columns));
    before = Collections.unmodifiableSortedSet(new TreeSet<>(before));
    after = Collections.unmodifiableSortedSet(new TreeSet<>(after));
  }

  /** Those of a stream on some sides. */
  public static LastBookmarks of(List<CapturedSide> sides, Manifest.Stream stream) {
    SortedSet<String> columns = new TreeSet<>();
    SortedSet<Mark> before = new TreeSet<>();
    SortedSet<Mark> after = new TreeSet<>();
    for (CapturedSide side : sides) {
      read(side.before(), stream, columns, before);
      read(side.after(), stream, columns, after);
    }
    return new LastBookmarks(columns, before, after);
  }

  /** Values of a column from which the pair began. */
  public List<String> before(String column) {
    return values(before, column);
  }

  /** Values of a column at which it began or ended. */
  public List<String> all(String column) {
    SortedSet<Mark> all = new TreeSet<>(before);
    all.addAll(after);
    return values(all, column);
  }

  /** The same as values of one column, when the tap has another name for it than the target. */
  public LastBookmarks ofColumn(String column) {
    return columns.contains(column)
        ? new LastBookmarks(new TreeSet<>(Set.of(column)), before, after)
        : new LastBookmarks(
            new TreeSet<>(Set.of(column)), renamed(before, column), renamed(after, column));
  }

  private static SortedSet<Mark> renamed(SortedSet<Mark> marks, String column) {
    SortedSet<Mark> renamed = new TreeSet<>();
    marks.forEach(m -> renamed.add(new Mark(column, m.value())));
    return renamed;
  }

  private static List<String> values(SortedSet<Mark> marks, String column) {
    return marks.stream()
        .filter(m -> m.column().isEmpty() || m.column().equals(column))
        .map(Mark::value)
        .distinct()
        .toList();
  }

  private static void read(
      SortedMap<String, Optional<StoredState>> states,
      Manifest.Stream stream,
      Set<String> columns,
      Set<Mark> marks) {
    for (Map.Entry<String, Optional<StoredState>> state : states.entrySet()) {
      boolean isOurs = stream.states().isEmpty() || stream.states().contains(state.getKey());
      Value.Fields effective = EffectiveState.of(state.getValue());
      if (isOurs && effective.values().get("bookmarks") instanceof Value.Fields bookmarks) {
        bookmarks
            .values()
            .forEach(
                (name, bookmark) -> {
                  if (isOf(name, stream)) {
                    add(bookmark, columns, marks);
                  }
                });
      }
    }
  }

  /** Without the name that the tap uses, the end of the asset key has to do. */
  private static boolean isOf(String name, Manifest.Stream stream) {
    if (stream.tapStream().isPresent()) {
      return name.equals(stream.tapStream().get());
    }
    String last = stream.name().substring(stream.name().lastIndexOf('/') + 1);
    return name.equals(last) || name.endsWith("-" + last);
  }

  private static void add(@Nullable Value bookmark, Set<String> columns, Set<Mark> marks) {
    if (bookmark instanceof Value.Items items) {
      items.values().forEach(item -> add(item, columns, marks));
    }
    if (!(bookmark instanceof Value.Fields fields)) {
      return;
    }
    Map<String, Value> members = fields.values();
    if (members.containsKey(KEY) || members.containsKey(VALUE)) {
      Optional<String> column = members.getOrDefault(KEY, new Value.Null()).asText();
      column.ifPresent(columns::add);
      scalar(members.get(VALUE)).ifPresent(v -> marks.add(new Mark(column.orElse(""), v)));
    } else {
      members.forEach(
          (key, value) -> {
            boolean counts = !NO_BOOKMARK.contains(key) && !StateComparison.isOfARun(key);
            Optional<String> found = counts ? scalar(value) : Optional.empty();
            found.ifPresent(
                text -> {
                  columns.add(key);
                  marks.add(new Mark(key, text));
                });
          });
    }
    Collection<Value> nested = members.values();
    nested.stream().filter(Value.Items.class::isInstance).forEach(v -> add(v, columns, marks));
  }

  private static Optional<String> scalar(@Nullable Value value) {
    return value instanceof Value.Text || value instanceof Value.Int || value instanceof Value.Real
        ? Optional.of(PythonText.str(value))
        : Optional.empty();
  }
}
