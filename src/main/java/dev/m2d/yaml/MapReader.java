package dev.m2d.yaml;

import dev.m2d.diagnostic.Code;
import dev.m2d.diagnostic.Diagnostic;
import dev.m2d.diagnostic.Diagnostics;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Takes a mapping apart key by key, reports values of the wrong type, and remembers which keys were
 * asked for, so that the rest can be reported or kept.
 */
public final class MapReader {

  private final YamlMap map;
  private final Diagnostics sink;
  private final Code wrongType;
  private final Set<String> asked = new LinkedHashSet<>();

  /** Values of the wrong type are reported to `sink` under the code `wrongType`. */
  public MapReader(YamlMap map, Diagnostics sink, Code wrongType) {
    this.map = map;
    this.sink = sink;
    this.wrongType = wrongType;
  }

  /** The mapping itself. */
  public YamlMap map() {
    return map;
  }

  /** Any value but null. */
  public Optional<YamlNode> node(String key) {
    asked.add(key);
    return map.present(key);
  }

  /** A scalar as text; numbers and booleans as Python prints them. */
  public Optional<Located<String>> text(String key) {
    Optional<YamlNode> node = node(key);
    if (node.isPresent() && !(node.get() instanceof YamlScalar)) {
      report(key, "text", node.get());
      return Optional.empty();
    }
    return node.map(n -> new Located<>(PythonText.str(n.value()), n.span()));
  }

  /** A boolean. */
  public boolean flag(String key) {
    Optional<YamlNode> node = node(key);
    if (node.isPresent() && !(node.get().value() instanceof Value.Bool)) {
      report(key, "true or false", node.get());
      return false;
    }
    return node.isPresent() && node.get().value() instanceof Value.Bool b && b.value();
  }

  /**
   * A mapping; an empty one when the key is absent, or null, or empty of another kind: Meltano does
   * the same.
   */
  public YamlMap mapOrEmpty(String key) {
    Optional<YamlNode> node = node(key);
    if (node.isEmpty()) {
      return YamlMap.empty(map.span());
    }
    if (node.get() instanceof YamlMap found) {
      return found;
    }
    if (!node.get().value().isTrue()) {
      return YamlMap.empty(node.get().span());
    }
    report(key, "a mapping", node.get());
    return YamlMap.empty(map.span());
  }

  /**
   * The items of a list; none when the key is absent, or null, or empty of another kind: Meltano
   * does the same.
   */
  public List<YamlNode> items(String key) {
    Optional<YamlNode> node = node(key);
    if (node.isEmpty()) {
      return List.of();
    }
    if (node.get() instanceof YamlList found) {
      return found.items();
    }
    if (!node.get().value().isTrue()) {
      return List.of();
    }
    report(key, "a list", node.get());
    return List.of();
  }

  /** The items of a list that must be mappings; others are reported. */
  public List<YamlMap> maps(String key) {
    return items(key).stream()
        .filter(
            item -> {
              if (!(item instanceof YamlMap)) {
                report(key, "a list of mappings", item);
              }
              return item instanceof YamlMap;
            })
        .map(YamlMap.class::cast)
        .toList();
  }

  /** The items of a list as texts; none when the key is absent or null. */
  public List<String> texts(String key) {
    return items(key).stream().map(n -> PythonText.str(n.value())).toList();
  }

  /** Marks keys as known without reading them. */
  public void ignore(String... keys) {
    asked.addAll(List.of(keys));
  }

  /** The keys that were asked for, in order. */
  public List<String> asked() {
    return List.copyOf(asked);
  }

  /** The entries nobody asked for, in order. */
  public Map<String, YamlMap.Entry> rest() {
    Map<String, YamlMap.Entry> rest = new LinkedHashMap<>(map.entries());
    rest.keySet().removeAll(asked);
    return rest;
  }

  private void report(String key, String expected, YamlNode found) {
    sink.add(
        Diagnostic.of(
            wrongType,
            found.span(),
            "`" + key + "` must be " + expected + ", but is " + found.description() + "."));
  }
}
