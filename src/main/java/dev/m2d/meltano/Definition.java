package dev.m2d.meltano;

import dev.m2d.diagnostic.Span;
import dev.m2d.yaml.Located;
import dev.m2d.yaml.Value;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a connector offers: a lock file, an entry with a namespace, or a stand-in.
 *
 * @param extras defaults of extras, without the leading `_`
 * @param lock path of the lock file, relative to the root
 * @param odd what stands where Meltano wants text, by key
 */
public record Definition(
    PluginType type,
    String name,
    String namespace,
    Optional<String> variant,
    Optional<String> label,
    Optional<Located<String>> pipUrl,
    Optional<Located<String>> python,
    Optional<String> executable,
    List<String> capabilities,
    List<SettingDefinition> settings,
    Map<String, CommandDefinition> commands,
    Optional<String> requiresMeltano,
    Map<String, Located<Value>> extras,
    Optional<String> lock,
    Map<String, Value> odd,
    Span span) {

  /** The namespace as it is written, which may be no text. */
  public Value namespaceValue() {
    return odd.getOrDefault("namespace", Value.text(namespace));
  }

  /** The variant as it is written, which may be no text; null without one. */
  public Value variantValue() {
    Value other = odd.get("variant");
    return other != null ? other : variant.map(Value::text).orElseGet(Value.Null::new);
  }

  /** The definition that an entry with a namespace is. */
  public static Definition embedded(PluginEntry e) {
    if (e.chosen().isPresent()) {
      return e.chosen().get();
    }
    return new Definition(
        e.type(),
        e.name(),
        e.namespace().orElse(e.name()),
        e.variant(),
        e.label(),
        e.pipUrl(),
        e.python(),
        e.executable(),
        e.capabilities().orElse(List.of()),
        e.settings(),
        Map.of(),
        e.requiresMeltano(),
        Map.of(),
        Optional.empty(),
        e.odd(),
        e.span());
  }

  /**
   * A definition without settings or capabilities, for a plugin whose own is nowhere to be found.
   */
  public static Definition unknown(PluginEntry e, String variant) {
    String name = e.definitionName();
    return new Definition(
        e.type(),
        name,
        name.replace('-', '_'),
        Optional.of(variant),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.of(name),
        List.of(),
        List.of(),
        Map.of(),
        Optional.empty(),
        Map.of(),
        Optional.empty(),
        Map.of(),
        e.span());
  }

  /** The same as no lock file defines it. */
  Definition withoutLock() {
    return new Definition(
        type,
        name,
        namespace,
        variant,
        label,
        pipUrl,
        python,
        executable,
        capabilities,
        settings,
        commands,
        requiresMeltano,
        extras,
        Optional.empty(),
        odd,
        span);
  }

  /** The same as another variant, as Meltano has it after locking it anew. */
  public Definition withVariant(String other) {
    return new Definition(
        type,
        name,
        namespace,
        Optional.of(other),
        label,
        pipUrl.filter(p -> !p.value().isEmpty()),
        python,
        executable,
        capabilities,
        settings.stream().map(SettingDefinition::relocked).toList(),
        commands,
        requiresMeltano,
        extras,
        lock,
        odd,
        span);
  }
}
