package dev.m2d.meltano.resolve;

import dev.m2d.meltano.PluginEntry;
import dev.m2d.yaml.Value;
import dev.m2d.yaml.YamlMap;
import dev.m2d.yaml.YamlScalar;
import java.util.LinkedHashMap;
import java.util.Map;

/** A mapper as it runs one of its mappings: the mapping's configuration replaces its own. */
final class MappingPlugin {

  static PluginModel of(PluginModel mapper, Block.MappingRef ref) {
    PluginEntry e = mapper.entry();
    Map<String, YamlMap.Entry> extras = new LinkedHashMap<>(e.extras());
    put(extras, "mapping", new Value.Bool(true), e);
    put(extras, "mapping_name", Value.text(ref.mapping()), e);
    YamlMap config =
        ValueNodes.of(ref.config().value(), ref.config().span()) instanceof YamlMap map
            ? map
            : YamlMap.empty(ref.config().span());
    Map<String, Value> odd = new LinkedHashMap<>(e.odd());
    odd.remove("config");
    PluginEntry entry =
        new PluginEntry(
            e.type(),
            e.name(),
            e.inheritFrom(),
            e.namespace(),
            e.variant(),
            e.label(),
            e.pipUrl(),
            e.python(),
            e.executable(),
            e.capabilities(),
            e.settings(),
            e.commands(),
            e.requiresMeltano(),
            config,
            e.env(),
            extras,
            e.annotations(),
            odd,
            e.chosen(),
            e.nameSpan(),
            e.span());
    return new PluginModel(
        entry,
        mapper.parent().orElse(null),
        mapper.definition(),
        mapper.kind(),
        mapper.lockCandidates());
  }

  private static void put(
      Map<String, YamlMap.Entry> extras, String key, Value value, PluginEntry at) {
    extras.put(key, new YamlMap.Entry(key, at.span(), new YamlScalar(value, key, at.nameSpan())));
  }

  private MappingPlugin() {}
}
