package dev.m2d.yaml;

import dev.m2d.diagnostic.Span;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** A mapping, in the order of its source; merged keys (`<<`) come last. */
public record YamlMap(Map<String, Entry> entries, Span span) implements YamlNode {

  /**
   * One entry.
   *
   * @param keySpan the place of the key
   * @param isText whether the key is text; else a number, a boolean, null or a date, as written
   */
  public record Entry(String key, Span keySpan, YamlNode value, boolean isText) {

    /** An entry whose key is text. */
    public Entry(String key, Span keySpan, YamlNode value) {
      this(key, keySpan, value, true);
    }
  }

  public YamlMap {
    entries = Frozen.map(entries);
  }

  /** A mapping without entries. */
  public static YamlMap empty(Span span) {
    return new YamlMap(Map.of(), span);
  }

  /** The mapping with every value as {@link Value#copied} has it. */
  public YamlMap copied() {
    return (YamlMap) copied(this);
  }

  private static YamlNode copied(YamlNode node) {
    if (!holdsTimestamp(node)) {
      return node;
    }
    if (node instanceof YamlList list) {
      return new YamlList(list.items().stream().map(YamlMap::copied).toList(), list.span());
    }
    if (node instanceof YamlMap map) {
      Map<String, Entry> copy = new LinkedHashMap<>();
      map.entries.forEach(
          (k, e) -> copy.put(k, new Entry(k, e.keySpan(), copied(e.value()), e.isText())));
      return new YamlMap(copy, map.span());
    }
    YamlScalar scalar = (YamlScalar) node;
    return new YamlScalar(scalar.value().copied(), scalar.text(), scalar.span());
  }

  private static boolean holdsTimestamp(YamlNode node) {
    if (node instanceof YamlList list) {
      for (YamlNode item : list.items()) {
        if (holdsTimestamp(item)) {
          return true;
        }
      }
      return false;
    }
    if (node instanceof YamlMap map) {
      for (Entry e : map.entries.values()) {
        if (holdsTimestamp(e.value())) {
          return true;
        }
      }
      return false;
    }
    return node.value() instanceof Value.Timestamp;
  }

  /** The value of that key, null values included. */
  public Optional<YamlNode> get(String key) {
    return Optional.ofNullable(entries.get(key)).map(Entry::value);
  }

  /** The value of that key unless it is null. */
  public Optional<YamlNode> present(String key) {
    return get(key).filter(n -> !n.isNull());
  }

  @Override
  public Value.Fields value() {
    Map<String, Value> fields = new LinkedHashMap<>();
    entries.forEach((k, e) -> fields.put(k, e.value().value()));
    return new Value.Fields(Frozen.own(fields));
  }

  /** Its entries' values with their places. */
  public Map<String, Located<Value>> locatedFields() {
    Map<String, Located<Value>> fields = new LinkedHashMap<>();
    entries.forEach((k, e) -> fields.put(k, e.value().located()));
    return fields;
  }
}
