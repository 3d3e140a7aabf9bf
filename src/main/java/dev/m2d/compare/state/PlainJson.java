package dev.m2d.compare.state;

import dev.m2d.yaml.JsonWriter;
import dev.m2d.yaml.Value;
import java.util.Map;
import java.util.TreeMap;

/** JSON on one line, members by name, so that equal objects have equal texts. */
final class PlainJson {

  static String of(Value value) {
    return JsonWriter.line(sorted(value));
  }

  private static Value sorted(Value value) {
    if (value instanceof Value.Items items) {
      return new Value.Items(items.values().stream().map(PlainJson::sorted).toList());
    }
    if (value instanceof Value.Fields fields) {
      Map<String, Value> sorted = new TreeMap<>();
      fields.values().forEach((k, v) -> sorted.put(k, sorted(v)));
      return new Value.Fields(sorted);
    }
    return value;
  }

  private PlainJson() {}
}
