package dev.m2d.meltano;

import dev.m2d.diagnostic.Span;
import dev.m2d.yaml.Located;
import dev.m2d.yaml.Value;
import dev.m2d.yaml.YamlMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A plugin as the project writes it.
 *
 * @param inheritFrom empty when it names the plugin itself
 * @param namespace makes the entry its own definition unless it inherits
 * @param capabilities empty when not written, which differs from an empty list
 * @param extras every key that Meltano does not know, without the leading `_` of its setting
 * @param odd what stands where Meltano wants text, or for `config` a mapping, by key
 * @param chosen of an entry that lists `variants`: the definition that the one it uses makes
 * @param nameSpan place of the name
 */
public record PluginEntry(
    PluginType type,
    String name,
    Optional<Located<String>> inheritFrom,
    Optional<String> namespace,
    Optional<String> variant,
    Optional<String> label,
    Optional<Located<String>> pipUrl,
    Optional<Located<String>> python,
    Optional<String> executable,
    Optional<List<String>> capabilities,
    List<SettingDefinition> settings,
    Map<String, CommandDefinition> commands,
    Optional<String> requiresMeltano,
    YamlMap config,
    Map<String, Located<Value>> env,
    Map<String, YamlMap.Entry> extras,
    Optional<Located<Value>> annotations,
    Map<String, Value> odd,
    Optional<Definition> chosen,
    Span nameSpan,
    Span span) {

  /** Whether the entry is its own definition. */
  public boolean isCustom() {
    return inheritFrom.isEmpty() && value("namespace", namespace).isTrue();
  }

  /** What a key holds that should hold text; null when it is not written. */
  public Value value(String key, Optional<String> text) {
    Value other = odd.get(key);
    return other != null ? other : text.map(Value::text).orElseGet(Value.Null::new);
  }

  /** Its identity in the project. */
  public PluginId id() {
    return new PluginId(type, name);
  }

  /** The name its definition goes by. */
  public String definitionName() {
    return inheritFrom.map(Located::value).orElse(name);
  }
}
