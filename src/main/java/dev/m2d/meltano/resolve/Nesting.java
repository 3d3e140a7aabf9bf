package dev.m2d.meltano.resolve;

import dev.m2d.yaml.Value;
import dev.m2d.yaml.YamlMap;
import dev.m2d.yaml.YamlNode;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** Dotted names and nested mappings, in both directions. */
final class Nesting {

  private static final Pattern UNESCAPED_DOT = Pattern.compile("(?<!\\\\)\\.");

  /** The leaves of a mapping by dotted name; an empty mapping and a list are leaves. */
  static Map<String, YamlNode> flatten(YamlMap map) {
    Map<String, YamlNode> flat = new LinkedHashMap<>();
    flatten("", map, flat);
    return flat;
  }

  private static void flatten(String prefix, YamlMap map, Map<String, YamlNode> into) {
    map.entries()
        .forEach(
            (key, entry) -> {
              if (entry.value() instanceof YamlMap inner && !inner.entries().isEmpty()) {
                flatten(prefix + key + ".", inner, into);
              } else {
                into.put(prefix + key, entry.value());
              }
            });
  }

  /** What dotted names are parts of: `a` and `a.b` for `a.b.c`. */
  static Set<String> wholes(Collection<String> names) {
    Set<String> wholes = new HashSet<>();
    for (String name : names) {
      for (int dot = name.indexOf('.'); dot >= 0; dot = name.indexOf('.', dot + 1)) {
        wholes.add(name.substring(0, dot));
      }
    }
    return wholes;
  }

  /** Every dotted key becomes a path; `\.` is a dot that does not nest. */
  static Map<String, Value> nest(Map<String, Value> flat, boolean unescape) {
    Map<String, Object> tree = new LinkedHashMap<>();
    flat.forEach((key, value) -> put(tree, path(key, unescape), value));
    return freeze(tree);
  }

  private static List<String> path(String key, boolean unescape) {
    if (key.indexOf('.') < 0) {
      return List.of(key);
    }
    return UNESCAPED_DOT.splitAsStream(key).map(p -> unescape ? p.replace("\\.", ".") : p).toList();
  }

  @SuppressWarnings("unchecked")
  private static void put(Map<String, Object> tree, List<String> path, Value value) {
    Map<String, Object> at = tree;
    for (String key : path.subList(0, path.size() - 1)) {
      Object next = at.computeIfAbsent(key, k -> new LinkedHashMap<String, Object>());
      if (!(next instanceof Map<?, ?>)) {
        throw new ResolveError(
            "TypeError", "'" + key + "' is a value and the beginning of another setting's name");
      }
      at = (Map<String, Object>) next;
    }
    // Meltano's own function takes "no value" for an empty mapping.
    Value kept = value.isNull() ? new Value.Fields(Map.of()) : value;
    at.putIfAbsent(path.get(path.size() - 1), thaw(kept));
  }

  private static Object thaw(Value value) {
    if (value instanceof Value.Fields fields) {
      Map<String, Object> map = new LinkedHashMap<>();
      fields.values().forEach((k, v) -> map.put(k, thaw(v)));
      return map;
    }
    return value;
  }

  private static Map<String, Value> freeze(Map<?, ?> tree) {
    Map<String, Value> frozen = new LinkedHashMap<>();
    tree.forEach(
        (k, v) ->
            frozen.put(
                (String) k, v instanceof Map<?, ?> m ? new Value.Fields(freeze(m)) : (Value) v));
    return frozen;
  }

  /** What Meltano writes into the configuration file of a tap, mapper or target. */
  static Value.Fields singerConfig(Map<String, Value> flat) {
    Map<String, Value> present = new LinkedHashMap<>(flat);
    present.values().removeIf(Value::isNull);
    return new Value.Fields(withoutDots(nest(present, false)));
  }

  private static Map<String, Value> withoutDots(Map<String, Value> map) {
    Map<String, Value> kept = new LinkedHashMap<>();
    Map<String, Value> unescaped = new LinkedHashMap<>();
    map.forEach(
        (key, value) -> {
          boolean hasDot = key.indexOf('.') >= 0;
          if (hasDot && UNESCAPED_DOT.matcher(key).find()) {
            return;
          }
          Value inner =
              value instanceof Value.Fields f ? new Value.Fields(withoutDots(f.values())) : value;
          if (hasDot && key.contains("\\.")) {
            unescaped.put(key.replace("\\.", "."), inner);
          } else {
            kept.put(key, inner);
          }
        });
    kept.putAll(unescaped);
    return kept;
  }

  private Nesting() {}
}
