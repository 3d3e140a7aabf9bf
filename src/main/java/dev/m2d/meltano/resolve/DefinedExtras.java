package dev.m2d.meltano.resolve;

import dev.m2d.meltano.BuiltIn;
import dev.m2d.meltano.Definition;
import dev.m2d.meltano.PluginType;
import dev.m2d.meltano.SettingDefinition;
import dev.m2d.yaml.Located;
import dev.m2d.yaml.Value;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The extras that a plugin has before its entry says anything. */
final class DefinedExtras {

  /** Those of that type, and what the definition adds. */
  static List<SettingDefinition> of(PluginType type, Definition definition) {
    Map<String, Located<Value>> defaults = new LinkedHashMap<>();
    definition.extras().forEach((k, v) -> defaults.put("_" + k, v));
    List<SettingDefinition> all = new ArrayList<>();
    for (SettingDefinition built : BuiltIn.extras(type, definition.name())) {
      Located<Value> value = defaults.get(built.name());
      all.add(value == null || value.value().isNull() ? built : built.withValue(value));
    }
    Set<String> known = all.stream().map(SettingDefinition::name).collect(Collectors.toSet());
    flattenDefaults(defaults)
        .forEach(
            (name, value) -> {
              if (!known.contains(name)) {
                all.add(
                    SettingDefinition.of(
                        name,
                        SettingDefinition.inferred(name, value.value()).kind(),
                        Optional.of(value),
                        false));
              }
            });
    return all;
  }

  private static Map<String, Located<Value>> flattenDefaults(Map<String, Located<Value>> map) {
    Map<String, Located<Value>> flat = new LinkedHashMap<>();
    map.forEach((k, v) -> flatten(k, v, flat));
    return flat;
  }

  private static void flatten(String name, Located<Value> value, Map<String, Located<Value>> into) {
    if (value.value() instanceof Value.Fields f && !f.values().isEmpty()) {
      f.values().forEach((k, v) -> flatten(name + "." + k, new Located<>(v, value.span()), into));
    } else {
      into.put(name, value);
    }
  }

  private DefinedExtras() {}
}
