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
 * @param origin the place that gave it
 * @param unset names the raw value refers to that no variable has
 */
record Found(
    Value value,
    Layer layer,
    boolean expandable,
    @Nullable String variable,
    @Nullable String key,
    @Nullable Value raw,
    Origin origin,
    List<String> unset) {

  Found(
      Value value,
      Layer layer,
      boolean expandable,
      @Nullable String variable,
      @Nullable String key,
      @Nullable Value raw,
      Origin origin) {
    this(value, layer, expandable, variable, key, raw, origin, List.of());
  }

  Found with(Value other) {
    return other == value || other.equals(value)
        ? this
        : new Found(other, layer, expandable, variable, key, raw, origin, unset);
  }

  Found settled() {
    return new Found(value, layer, false, variable, key, raw, origin, unset);
  }

  Found expandedTo(Value other, Value before, Map<String, String> variables) {
    List<String> missing =
        Expansion.references(before).stream().filter(n -> !variables.containsKey(n)).toList();
    return new Found(other, layer, false, variable, key, before, origin, missing);
  }

  Found gathered(Value other, Layer from, Origin place) {
    return new Found(other, from, expandable, variable, key, raw, place, unset);
  }
}
