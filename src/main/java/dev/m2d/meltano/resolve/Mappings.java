package dev.m2d.meltano.resolve;

import dev.m2d.meltano.PluginType;
import dev.m2d.yaml.Located;
import dev.m2d.yaml.PythonText;
import dev.m2d.yaml.Value;
import dev.m2d.yaml.YamlList;
import dev.m2d.yaml.YamlMap;
import dev.m2d.yaml.YamlNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The mappings that the mappers of a project offer. */
final class Mappings {

  /** A mapping, in file order; names may repeat, or be left out. */
  record Mapping(@Nullable String name, PluginModel mapper, Located<Value> config) {}

  static List<Mapping> of(Plugins plugins) {
    List<Mapping> all = new ArrayList<>();
    for (PluginModel plugin : plugins.all()) {
      if (plugin.type() == PluginType.MAPPERS) {
        all.addAll(of(plugin));
      }
    }
    return all;
  }

  static List<Mapping> of(PluginModel mapper) {
    List<Mapping> all = new ArrayList<>();
    YamlMap.Entry entry = mapper.entry().extras().get("mappings");
    if (entry != null && entry.value() instanceof YamlList list) {
      for (YamlNode node : list.items()) {
        if (node instanceof YamlMap map) {
          Located<Value> config =
              map.present("config")
                  .map(YamlNode::located)
                  .orElse(new Located<>(new Value.Fields(Map.of()), map.span()));
          String name = map.present("name").map(n -> PythonText.str(n.value())).orElse(null);
          all.add(new Mapping(name, mapper, new Located<>(config.value().copied(), config.span())));
        }
      }
    }
    return all;
  }

  static Map<String, Located<Value>> byName(PluginModel mapper) {
    Map<String, Located<Value>> map = new LinkedHashMap<>();
    for (Mapping m : of(mapper)) {
      if (m.name() != null) {
        map.putIfAbsent(m.name(), SettingSources.plain(m.config()));
      }
    }
    return map;
  }

  private Mappings() {}
}
