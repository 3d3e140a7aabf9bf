package dev.m2d.meltano.resolve;

import dev.m2d.yaml.Value;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The value of a setting and how it was found.
 *
 * @param expandable whether references in it are still to be expanded
 * @param variable the variable that gave it
 * @param key the name in YAML that gave it
 * @param raw the value before expansion, when that changed it
 * @param seen the variables it was expanded with
 */
record Found(
    Value value,
    Layer layer,
    boolean expandable,
    @Nullable String variable,
    @Nullable String key,
    @Nullable Value raw,
    Map<String, String> seen) {

  Found with(Value other) {
    return other.equals(value)
        ? this
        : new Found(other, layer, expandable, variable, key, raw, seen);
  }

  Found settled() {
    return new Found(value, layer, false, variable, key, raw, seen);
  }

  Found expandedTo(Value other, Value before, Map<String, String> variables) {
    return new Found(other, layer, false, variable, key, before, variables);
  }

  Found gathered(Value other, Layer from) {
    return new Found(other, from, expandable, variable, key, raw, seen);
  }

  /** Names the raw value refers to that no variable has. */
  List<String> unset() {
    return raw == null
        ? List.of()
        : Expansion.references(raw).stream().filter(n -> !seen.containsKey(n)).toList();
  }
}
