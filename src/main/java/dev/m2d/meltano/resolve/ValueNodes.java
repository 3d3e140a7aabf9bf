package dev.m2d.meltano.resolve;

import dev.m2d.diagnostic.Span;
import dev.m2d.yaml.PythonText;
import dev.m2d.yaml.Value;
import dev.m2d.yaml.YamlList;
import dev.m2d.yaml.YamlMap;
import dev.m2d.yaml.YamlNode;
import dev.m2d.yaml.YamlScalar;
import java.util.LinkedHashMap;
import java.util.Map;

/** Turns a value back into a tree, all of whose nodes have one place. */
final class ValueNodes {

  static YamlNode of(Value value, Span span) {
    if (value instanceof Value.Fields fields) {
      Map<String, YamlMap.Entry> entries = new LinkedHashMap<>();
      fields.values().forEach((k, v) -> entries.put(k, new YamlMap.Entry(k, span, of(v, span))));
      return new YamlMap(entries, span);
    }
    if (value instanceof Value.Items items) {
      return new YamlList(items.values().stream().map(v -> of(v, span)).toList(), span);
    }
    return new YamlScalar(value, PythonText.str(value), span);
  }

  private ValueNodes() {}
}
