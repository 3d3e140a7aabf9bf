package dev.m2d.meltano;

import dev.m2d.diagnostic.Code;
import dev.m2d.diagnostic.Diagnostics;
import dev.m2d.yaml.MapReader;
import dev.m2d.yaml.PythonText;
import dev.m2d.yaml.Resources;
import dev.m2d.yaml.YamlMap;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Definitions that come with Meltano itself. */
public final class BuiltIn {

  private static final List<SettingDefinition> PROJECT;
  private static final Map<PluginType, List<SettingDefinition>> EXTRAS =
      new EnumMap<>(PluginType.class);

  private static final Map<String, List<SettingDefinition>> NAMED_EXTRAS = new HashMap<>();
  private static final Map<String, Configured> CONFIGURED = new HashMap<>();

  /**
   * A plugin whose configuration file Meltano writes in a way of its own.
   *
   * @param nested whether its configuration is nested at dots and all values are texts
   * @param paths variables to paths below the plugin's run folder, empty for the folder itself
   * @param fixed variables to values
   */
  public record Configured(boolean nested, Map<String, String> paths, Map<String, String> fixed) {}

  static {
    MapReader file =
        new MapReader(Resources.map("meltano/definitions.yaml"), new Diagnostics(), Code.M2D201);
    PROJECT = settings(file.maps("project"));
    MapReader extras = new MapReader(file.mapOrEmpty("extras"), new Diagnostics(), Code.M2D201);
    for (PluginType type : PluginType.values()) {
      EXTRAS.put(type, settings(extras.maps(type.key())));
    }
    YamlMap named = file.mapOrEmpty("named_extras");
    MapReader namedReader = new MapReader(named, new Diagnostics(), Code.M2D201);
    named.entries().keySet().forEach(k -> NAMED_EXTRAS.put(k, settings(namedReader.maps(k))));
    YamlMap configured = file.mapOrEmpty("configured");
    configured
        .entries()
        .forEach(
            (k, e) -> {
              if (e.value() instanceof YamlMap map) {
                MapReader in = new MapReader(map, new Diagnostics(), Code.M2D201);
                CONFIGURED.put(
                    k,
                    new Configured(
                        in.flag("nested"),
                        texts(in.mapOrEmpty("variables")),
                        texts(in.mapOrEmpty("fixed"))));
              }
            });
  }

  private static Map<String, String> texts(YamlMap map) {
    Map<String, String> texts = new LinkedHashMap<>();
    map.entries().forEach((k, e) -> texts.put(k, PythonText.str(e.value().value())));
    return texts;
  }

  private static List<SettingDefinition> settings(List<YamlMap> maps) {
    Diagnostics sink = new Diagnostics();
    return maps.stream().flatMap(m -> SettingDefinition.parse(m, sink).stream()).toList();
  }

  /** The settings of a project, in Meltano's order. */
  public static List<SettingDefinition> projectSettings() {
    return PROJECT;
  }

  /** The extras that every plugin of a type has, in Meltano's order, and those of that name. */
  public static List<SettingDefinition> extras(PluginType type, String name) {
    List<SettingDefinition> all = new ArrayList<>(EXTRAS.getOrDefault(type, List.of()));
    all.addAll(NAMED_EXTRAS.getOrDefault(new PluginId(type, name).toString(), List.of()));
    return all;
  }

  /** How Meltano configures the plugin of that type and definition, if in a way of its own. */
  public static Optional<Configured> configured(PluginType type, String name) {
    return Optional.ofNullable(CONFIGURED.get(new PluginId(type, name).toString()));
  }

  private BuiltIn() {}
}
