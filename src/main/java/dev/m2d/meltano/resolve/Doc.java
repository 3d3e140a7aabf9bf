package dev.m2d.meltano.resolve;

import dev.m2d.yaml.Frozen;
import dev.m2d.yaml.Located;
import dev.m2d.yaml.Value;
import dev.m2d.yaml.YamlMap;
import dev.m2d.yaml.YamlNode;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Builds a mapping of a JSON document, in the order of the calls. */
final class Doc {

  // Most have less than six fields, and a document has a hundred thousand of them.
  private final Map<String, Value> fields = new LinkedHashMap<>(8);
  private boolean isBuilt;

  private Doc set(String key, Value value) {
    if (isBuilt) {
      throw new IllegalStateException("`" + key + "` comes too late");
    }
    fields.put(key, value);
    return this;
  }

  Doc put(String key, Value value) {
    return set(key, plain(value));
  }

  Doc put(String key, @Nullable String value) {
    return put(key, value == null ? new Value.Null() : Value.text(value));
  }

  Doc put(String key, Optional<String> value) {
    return put(key, value.orElse(null));
  }

  Doc put(String key, Doc value) {
    return set(key, value.build());
  }

  Doc flag(String key) {
    return put(key, new Value.Bool(true));
  }

  Doc texts(String key, Collection<String> values) {
    return set(key, new Value.Items(values.stream().map(Value::text).toList()));
  }

  Doc texts(String key, Map<String, String> values) {
    Map<String, Value> map = new LinkedHashMap<>();
    values.forEach((k, v) -> map.put(k, Value.text(v)));
    return set(key, new Value.Fields(Frozen.own(map)));
  }

  Doc located(String key, Map<String, Located<Value>> values) {
    Map<String, Value> map = new LinkedHashMap<>();
    values.forEach((k, v) -> map.put(k, v.value()));
    return put(key, new Value.Fields(map));
  }

  Doc entries(String key, Map<String, YamlMap.Entry> values) {
    Map<String, Value> map = new LinkedHashMap<>();
    values.forEach((k, v) -> map.put(k, v.value().value()));
    return put(key, new Value.Fields(map));
  }

  Doc node(String key, YamlNode node) {
    return put(key, node.value());
  }

  <T> Doc list(String key, Collection<T> items, Function<T, Doc> each) {
    List<Value> built = items.stream().map(i -> (Value) each.apply(i).build()).toList();
    return set(key, new Value.Items(built));
  }

  boolean has(String key) {
    return fields.containsKey(key);
  }

  /** What it has become; nothing can be put into it from then on. */
  Value.Fields build() {
    isBuilt = true;
    return new Value.Fields(Frozen.own(fields));
  }

  /** The value with what JSON does not know put as the document's schema says. */
  private static Value plain(Value value) {
    return isPlain(value) ? value : replaced(value);
  }

  private static boolean isPlain(Value value) {
    if (value instanceof Value.Items items) {
      for (Value v : items.values()) {
        if (!isPlain(v)) {
          return false;
        }
      }
      return true;
    }
    if (value instanceof Value.Fields map) {
      for (Value v : map.values().values()) {
        if (!isPlain(v)) {
          return false;
        }
      }
      return true;
    }
    return !(value instanceof Value.Timestamp)
        && !(value instanceof Value.Tagged)
        && !(value instanceof Value.Decimal)
        && !(value instanceof Value.Real r && !Double.isFinite(r.value()));
  }

  private static Value replaced(Value value) {
    if (value instanceof Value.Timestamp t) {
      return new Value.Fields(Map.of("$date", Value.text(t.iso())));
    }
    if (value instanceof Value.Tagged t) {
      return Value.text(t.text());
    }
    if (value instanceof Value.Real r && !Double.isFinite(r.value())) {
      String text = dev.m2d.yaml.PythonText.repr(r.value());
      return new Value.Fields(Map.of("$float", Value.text(text)));
    }
    if (value instanceof Value.Decimal d) {
      return new Value.Fields(Map.of("$decimal", Value.text(d.text())));
    }
    if (value instanceof Value.Items items) {
      List<Value> all = items.values().stream().map(Doc::plain).toList();
      return new Value.Items(all);
    }
    if (value instanceof Value.Fields map) {
      Map<String, Value> all = new LinkedHashMap<>();
      map.values().forEach((k, v) -> all.put(k, plain(v)));
      return new Value.Fields(all);
    }
    return value;
  }
}
