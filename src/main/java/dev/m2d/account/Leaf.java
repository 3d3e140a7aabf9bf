package dev.m2d.account;

import dev.m2d.diagnostic.Span;
import dev.m2d.yaml.YamlList;
import dev.m2d.yaml.YamlMap;
import dev.m2d.yaml.YamlNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A node that holds no further ones, with the way that leads to it.
 *
 * @param way from the root of its file down, never empty
 * @param keys on its way; one with dots counts as several, as Meltano takes it
 */
record Leaf(List<Step> way, List<String> keys) {

  /** The sign for an item of a list in ways and patterns. */
  static final String ITEM = "[]";

  Leaf {
    way = List.copyOf(way);
    keys = List.copyOf(keys);
  }

  /** The leaf at the end of a way. */
  Leaf(List<Step> way) {
    this(way, keysOf(way));
  }

  private static List<String> keysOf(List<Step> way) {
    List<String> keys = new ArrayList<>();
    for (Step step : way) {
      if (step.key().indexOf('.') < 0) {
        keys.add(step.key());
      } else {
        keys.addAll(List.of(step.key().split("\\.", -1)));
      }
    }
    return keys;
  }

  /**
   * A step down.
   *
   * @param key the key, or {@link #ITEM}
   * @param index of an item, 0 for an entry of a mapping
   * @param keySpan of the key; of the item itself
   */
  record Step(String key, int index, Span keySpan, YamlNode node) {}

  YamlNode node() {
    return way.get(way.size() - 1).node();
  }

  Span keySpan() {
    return way.get(way.size() - 1).keySpan();
  }

  /** The mapping that the first so many steps lead to, if they lead to one. */
  Optional<YamlMap> map(int steps) {
    return steps <= way.size() && way.get(steps - 1).node() instanceof YamlMap map
        ? Optional.of(map)
        : Optional.empty();
  }

  /** As people write it: `plugins.extractors[0].name`. */
  String path() {
    StringBuilder path = new StringBuilder();
    for (Step step : way) {
      if (step.key().equals(ITEM)) {
        path.append('[').append(step.index()).append(']');
      } else {
        path.append(path.isEmpty() ? "" : ".").append(step.key());
      }
    }
    return path.toString();
  }

  /** All of a document, in its order. */
  static List<Leaf> of(YamlNode root) {
    List<Leaf> leaves = new ArrayList<>();
    walk(root, new ArrayList<>(), leaves);
    return leaves;
  }

  private static void walk(YamlNode node, List<Step> way, List<Leaf> into) {
    if (node instanceof YamlMap map && !map.entries().isEmpty()) {
      for (YamlMap.Entry e : map.entries().values()) {
        way.add(new Step(e.key(), 0, e.keySpan(), e.value()));
        walk(e.value(), way, into);
        way.remove(way.size() - 1);
      }
    } else if (node instanceof YamlList list && !list.items().isEmpty()) {
      int index = 0;
      for (YamlNode item : list.items()) {
        way.add(new Step(ITEM, index++, item.span(), item));
        walk(item, way, into);
        way.remove(way.size() - 1);
      }
    } else if (!way.isEmpty()) {
      into.add(new Leaf(way));
    }
  }
}
