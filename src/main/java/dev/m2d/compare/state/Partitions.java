package dev.m2d.compare.state;

import dev.m2d.yaml.JsonWriter;
import dev.m2d.yaml.Value;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The bookmark of a stream, taken apart.
 *
 * @param whole what it holds beside its partitions; empty when there is no bookmark
 * @param byContext its partitions without their context, by their context: their order means
 *     nothing
 */
record Partitions(Optional<Value> whole, Map<String, Value> byContext) {

  private static final String PARTITIONS = "partitions";
  private static final String CONTEXT = "context";

  static Partitions of(@Nullable Value bookmark) {
    if (!(bookmark instanceof Value.Fields fields)
        || !(fields.values().get(PARTITIONS) instanceof Value.Items items)) {
      return new Partitions(Optional.ofNullable(bookmark), Map.of());
    }
    Map<String, Value> byContext = new LinkedHashMap<>();
    List<Value> others = new ArrayList<>();
    for (Value item : items.values()) {
      if (item instanceof Value.Fields f && f.values().get(CONTEXT) instanceof Value.Fields c) {
        String name = JsonWriter.canonical(c);
        for (int n = 2; byContext.containsKey(name); n++) {
          name = JsonWriter.canonical(c) + " (" + n + ")";
        }
        byContext.put(name, without(f, CONTEXT));
      } else {
        others.add(item);
      }
    }
    Value.Fields rest = without(fields, PARTITIONS);
    if (!others.isEmpty()) {
      Map<String, Value> with = new LinkedHashMap<>(rest.values());
      with.put(PARTITIONS, new Value.Items(others));
      rest = new Value.Fields(with);
    }
    return new Partitions(Optional.of(rest), byContext);
  }

  /** The bookmark and those of its partitions, as far as they are objects. */
  List<Value> all() {
    List<Value> all = new ArrayList<>(byContext.values());
    whole.ifPresent(w -> all.add(0, w));
    all.removeIf(v -> !(v instanceof Value.Fields));
    return all;
  }

  private static Value.Fields without(Value.Fields fields, String key) {
    Map<String, Value> rest = new LinkedHashMap<>(fields.values());
    rest.remove(key);
    return new Value.Fields(rest);
  }
}
