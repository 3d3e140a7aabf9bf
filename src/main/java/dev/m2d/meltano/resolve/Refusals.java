package dev.m2d.meltano.resolve;

import dev.m2d.meltano.SettingDefinition;
import dev.m2d.yaml.PythonEquality;
import dev.m2d.yaml.Value;
import dev.m2d.yaml.YamlNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Why Meltano cannot run a plugin, whatever the environment and the variables. */
final class Refusals {

  /** The first reason, for a person; none for most plugins. */
  static Optional<String> of(PluginModel plugin) {
    try {
      plugin.ensureDefined();
    } catch (ResolveError e) {
      return Optional.of(
          e.type().equals("RecursionError")
              ? "it inherits from itself, which Meltano refuses."
              : e.text());
    }
    try {
      plugin.variables().ensureWritable();
    } catch (ResolveError e) {
      return Optional.of(
          "the namespace of `"
              + plugin.name()
              + "`, or of what it inherits from, is no text; Meltano makes no variables of it.");
    }
    for (PluginModel p = plugin; p != null; p = p.parent().orElse(null)) {
      for (String key : List.of("config", "env")) {
        if (p.entry().odd().containsKey(key)) {
          return Optional.of(
              "`" + key + "` of `" + p.name() + "` is no mapping, which Meltano refuses.");
        }
      }
      Optional<SettingDefinition> twice = twice(p);
      if (twice.isPresent()) {
        return Optional.of(
            "the setting `"
                + twice.get().name()
                + "` of `"
                + p.name()
                + "` has two different values, by its name and by an alias, which Meltano refuses.");
      }
    }
    return Optional.empty();
  }

  private static Optional<SettingDefinition> twice(PluginModel plugin) {
    return plugin.settings().stream().filter(s -> values(plugin, s).size() > 1).findFirst();
  }

  /** The places of a setting that the entry itself gives different values. */
  static List<YamlNode> values(PluginModel plugin, SettingDefinition setting) {
    if (setting.aliases().isEmpty()) {
      return List.of();
    }
    Map<String, YamlNode> own = plugin.ownValues();
    List<YamlNode> given =
        SettingsService.names(setting).stream()
            .flatMap(n -> Stream.ofNullable(own.get(n)))
            .toList();
    List<Value> values = given.stream().map(YamlNode::value).toList();
    return values.size() < 2 || PythonEquality.agree(values) ? List.of() : given;
  }

  private Refusals() {}
}
