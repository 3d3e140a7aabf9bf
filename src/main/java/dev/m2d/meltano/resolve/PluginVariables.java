package dev.m2d.meltano.resolve;

import dev.m2d.meltano.SettingDefinition;
import dev.m2d.yaml.PythonText;
import dev.m2d.yaml.Value;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The names of variables that concern a plugin, worked out once for all environments. Several
 * threads may ask for them.
 */
final class PluginVariables {

  private final PluginModel plugin;
  private final IdentityHashMap<SettingDefinition, List<String>> read = new IdentityHashMap<>();
  private final IdentityHashMap<SettingDefinition, List<String>> written = new IdentityHashMap<>();
  private @Nullable List<String> readPrefixes;
  private @Nullable List<String> writePrefixes;
  private @Nullable Boolean isReadable;
  private @Nullable Boolean isWritable;

  PluginVariables(PluginModel plugin) {
    this.plugin = plugin;
  }

  /** Prefixes of the variables that configure it, as they are written. */
  List<Value> readPrefixValues() {
    Set<Value> all = new LinkedHashSet<>();
    all.add(Value.text(plugin.name()));
    all.add(plugin.namespaceValue());
    return List.copyOf(all);
  }

  /** Prefixes of the variables it is exported under, as they are written. */
  List<Value> writePrefixValues() {
    Set<Value> all = new LinkedHashSet<>(readPrefixValues());
    all.addAll(
        plugin
            .parent()
            .map(p -> p.variables().writePrefixValues())
            .orElseGet(
                () ->
                    List.of(
                        Value.text(plugin.definition().name()),
                        plugin.definition().namespaceValue())));
    all.add(Value.text("meltano_" + plugin.type().verb()));
    return List.copyOf(all);
  }

  /** Prefixes of the variables that configure it. */
  private List<String> readPrefixes() {
    if (readPrefixes == null) {
      readPrefixes = prefixes(readPrefixValues());
    }
    return readPrefixes;
  }

  private List<String> writePrefixes() {
    if (writePrefixes == null) {
      writePrefixes = prefixes(writePrefixValues());
    }
    return writePrefixes;
  }

  /** What Python takes for nothing is no prefix. */
  private static List<String> prefixes(List<Value> values) {
    return values.stream()
        .map(v -> v.isTrue() ? VariableNames.part(PythonText.str(v)) : "")
        .distinct()
        .toList();
  }

  /** Refuses prefixes that Meltano cannot read variables by: it makes no names of numbers. */
  void ensureReadable() {
    if (isReadable == null) {
      isReadable = areTexts(readPrefixValues());
    }
    ensure(isReadable);
  }

  /** Refuses prefixes that Meltano cannot export variables under. */
  void ensureWritable() {
    if (isWritable == null) {
      isWritable = areTexts(writePrefixValues());
    }
    ensure(isWritable);
  }

  private static boolean areTexts(List<Value> prefixes) {
    return prefixes.stream().allMatch(p -> p instanceof Value.Text || !p.isTrue());
  }

  private static void ensure(boolean holds) {
    if (!holds) {
      throw new ResolveError("TypeError", "expected string or bytes-like object");
    }
  }

  /** Variables that configure a setting. */
  synchronized List<String> read(SettingDefinition setting) {
    List<String> known = read.get(setting);
    if (known == null) {
      known = VariableNames.all(readPrefixes(), SettingsService.names(setting));
      if (!setting.envAliases().isEmpty() && plugin.entry().inheritFrom().isEmpty()) {
        known = distinct(Stream.of(known, setting.envAliases()));
      }
      read.put(setting, known);
    }
    return known;
  }

  /** Variables that a setting is exported as. */
  synchronized List<String> written(SettingDefinition setting) {
    List<String> known = written.get(setting);
    if (known == null) {
      known = VariableNames.all(writePrefixes(), List.of(setting.name()));
      if (setting.env().isPresent() || !setting.envAliases().isEmpty()) {
        known = distinct(Stream.of(setting.env().stream().toList(), known, setting.envAliases()));
      }
      written.put(setting, known);
    }
    return known;
  }

  private static List<String> distinct(Stream<List<String>> lists) {
    return lists.flatMap(List::stream).distinct().toList();
  }
}
