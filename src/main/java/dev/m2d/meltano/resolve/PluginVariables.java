package dev.m2d.meltano.resolve;

import dev.m2d.meltano.SettingDefinition;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The names of variables that concern a plugin, worked out once for all environments. */
final class PluginVariables {

  private final PluginModel plugin;
  private final IdentityHashMap<SettingDefinition, List<String>> read = new IdentityHashMap<>();
  private final IdentityHashMap<SettingDefinition, List<String>> written = new IdentityHashMap<>();
  private @Nullable List<String> readPrefixes;
  private @Nullable List<String> writePrefixes;

  PluginVariables(PluginModel plugin) {
    this.plugin = plugin;
  }

  /** Prefixes of the variables that configure it. */
  List<String> readPrefixes() {
    if (readPrefixes == null) {
      readPrefixes = List.copyOf(new LinkedHashSet<>(List.of(plugin.name(), plugin.namespace())));
    }
    return readPrefixes;
  }

  /** Prefixes of the variables it is exported under. */
  List<String> writePrefixes() {
    if (writePrefixes == null) {
      Set<String> all = new LinkedHashSet<>(List.of(plugin.name(), plugin.namespace()));
      all.addAll(
          plugin
              .parent()
              .map(p -> p.variables().writePrefixes())
              .orElseGet(
                  () -> List.of(plugin.definition().name(), plugin.definition().namespace())));
      all.add("meltano_" + plugin.type().verb());
      writePrefixes = List.copyOf(all);
    }
    return writePrefixes;
  }

  /** Variables that configure a setting. */
  List<String> read(SettingDefinition setting) {
    List<String> known = read.get(setting);
    if (known == null) {
      Set<String> all =
          new LinkedHashSet<>(VariableNames.all(readPrefixes(), SettingsService.names(setting)));
      if (plugin.entry().inheritFrom().isEmpty()) {
        all.addAll(setting.envAliases());
      }
      known = List.copyOf(all);
      read.put(setting, known);
    }
    return known;
  }

  /** Variables that a setting is exported as. */
  List<String> written(SettingDefinition setting) {
    List<String> known = written.get(setting);
    if (known == null) {
      Set<String> all = new LinkedHashSet<>();
      setting.env().ifPresent(all::add);
      all.addAll(VariableNames.all(writePrefixes(), List.of(setting.name())));
      all.addAll(setting.envAliases());
      known = List.copyOf(all);
      written.put(setting, known);
    }
    return known;
  }
}
