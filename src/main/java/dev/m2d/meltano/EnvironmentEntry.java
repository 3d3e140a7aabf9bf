package dev.m2d.meltano;

import dev.m2d.diagnostic.Span;
import dev.m2d.yaml.Located;
import dev.m2d.yaml.Value;
import dev.m2d.yaml.YamlMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An environment as written.
 *
 * @param suffix the suffix of state ids as it is written, which may be no text
 * @param first of the plugins, the first of each name
 */
public record EnvironmentEntry(
    String name,
    Map<String, Located<Value>> env,
    Optional<Located<String>> stateIdSuffix,
    Value suffix,
    List<PluginConfig> plugins,
    Map<PluginId, PluginConfig> first,
    Span span) {

  static EnvironmentEntry of(
      String name,
      Map<String, Located<Value>> env,
      Optional<Located<String>> stateIdSuffix,
      Value suffix,
      List<PluginConfig> plugins,
      Span span) {
    Map<PluginId, PluginConfig> first = new HashMap<>();
    plugins.forEach(p -> first.putIfAbsent(new PluginId(p.type(), p.name()), p));
    return new EnvironmentEntry(name, env, stateIdSuffix, suffix, plugins, first, span);
  }

  /**
   * What an environment says about a plugin.
   *
   * @param extras every key but `name`, `config` and `env`
   */
  public record PluginConfig(
      PluginType type,
      String name,
      YamlMap config,
      Map<String, Located<Value>> env,
      Map<String, YamlMap.Entry> extras,
      Span span) {}

  /** What it says about a plugin; the first of several. */
  public Optional<PluginConfig> plugin(PluginId id) {
    return Optional.ofNullable(first.get(id));
  }
}
