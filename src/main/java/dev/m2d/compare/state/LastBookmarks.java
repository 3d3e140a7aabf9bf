package dev.m2d.compare.state;

import dev.m2d.compare.bundle.CapturedSide;
import dev.m2d.compare.bundle.Manifest;
import dev.m2d.compare.bundle.StoredState;
import dev.m2d.yaml.PythonText;
import dev.m2d.yaml.Value;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The bookmarks of a stream: at its last one a run begins, so that a tap may send those rows again.
 *
 * @param columns that they are values of
 * @param before values from which the pair began, of both sides
 * @param after values at which it ended
 */
public record LastBookmarks(Set<String> columns, Set<String> before, Set<String> after) {

  private static final String KEY = "replication_key";
  private static final String VALUE = "replication_key_value";
  private static final Set<String> NO_BOOKMARK =
      Set.of("context", "progress_markers", "version", "state_partitioning_keys");

  public LastBookmarks {
    columns = Set.copyOf(columns);
    before = Set.copyOf(before);
    after = Set.copyOf(after);
  }

  /** Those of a stream on some sides. */
  public static LastBookmarks of(List<CapturedSide> sides, Manifest.Stream stream) {
    Set<String> columns = new TreeSet<>();
    Set<String> before = new TreeSet<>();
    Set<String> after = new TreeSet<>();
    for (CapturedSide side : sides) {
      read(side.before(), stream, columns, before);
      read(side.after(), stream, columns, after);
    }
    return new LastBookmarks(columns, before, after);
  }

  private static void read(
      SortedMap<String, Optional<StoredState>> states,
      Manifest.Stream stream,
      Set<String> columns,
      Set<String> values) {
    for (Map.Entry<String, Optional<StoredState>> state : states.entrySet()) {
      boolean isOurs = stream.states().isEmpty() || stream.states().contains(state.getKey());
      Value.Fields effective = EffectiveState.of(state.getValue());
      if (isOurs && effective.values().get("bookmarks") instanceof Value.Fields bookmarks) {
        bookmarks
            .values()
            .forEach(
                (name, bookmark) -> {
                  if (isOf(name, stream)) {
                    add(bookmark, columns, values);
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

  private static void add(@Nullable Value bookmark, Set<String> columns, Set<String> values) {
    if (bookmark instanceof Value.Items items) {
      items.values().forEach(item -> add(item, columns, values));
    }
    if (!(bookmark instanceof Value.Fields fields)) {
      return;
    }
    Map<String, Value> members = fields.values();
    if (members.containsKey(KEY) || members.containsKey(VALUE)) {
      members.getOrDefault(KEY, new Value.Null()).asText().ifPresent(columns::add);
      scalar(members.get(VALUE)).ifPresent(values::add);
    } else {
      members.forEach(
          (key, value) -> {
            boolean counts = !NO_BOOKMARK.contains(key) && !StateComparison.isOfARun(key);
            Optional<String> found = counts ? scalar(value) : Optional.empty();
            found.ifPresent(
                text -> {
                  columns.add(key);
                  values.add(text);
                });
          });
    }
    Collection<Value> nested = members.values();
    nested.stream().filter(Value.Items.class::isInstance).forEach(v -> add(v, columns, values));
  }

  private static Optional<String> scalar(@Nullable Value value) {
    return value instanceof Value.Text || value instanceof Value.Int || value instanceof Value.Real
        ? Optional.of(PythonText.str(value))
        : Optional.empty();
  }
}
