package dev.m2d.meltano;

import dev.m2d.diagnostic.Code;
import dev.m2d.diagnostic.Diagnostics;
import dev.m2d.yaml.MapReader;
import dev.m2d.yaml.Resources;
import dev.m2d.yaml.YamlMap;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Definitions that come with Meltano itself. */
public final class BuiltIn {

  private static final List<SettingDefinition> PROJECT;
  private static final Map<PluginType, List<SettingDefinition>> EXTRAS =
      new EnumMap<>(PluginType.class);

  static {
    MapReader file =
        new MapReader(Resources.map("meltano/definitions.yaml"), new Diagnostics(), Code.M2D201);
    PROJECT = settings(file.maps("project"));
    MapReader extras = new MapReader(file.mapOrEmpty("extras"), new Diagnostics(), Code.M2D201);
    for (PluginType type : PluginType.values()) {
      EXTRAS.put(type, settings(extras.maps(type.key())));
    }
  }

  private static List<SettingDefinition> settings(List<YamlMap> maps) {
    Diagnostics sink = new Diagnostics();
    return maps.stream().flatMap(m -> SettingDefinition.parse(m, sink).stream()).toList();
  }

  /** The settings of a project, in Meltano's order. */
  public static List<SettingDefinition> projectSettings() {
    return PROJECT;
  }

  /** The extras that every plugin of a type has, in Meltano's order. */
  public static List<SettingDefinition> extras(PluginType type) {
    return EXTRAS.getOrDefault(type, List.of());
  }

  private BuiltIn() {}
}
