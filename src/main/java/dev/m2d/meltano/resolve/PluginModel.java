package dev.m2d.meltano.resolve;

import dev.m2d.meltano.CommandDefinition;
import dev.m2d.meltano.Definition;
import dev.m2d.meltano.PluginEntry;
import dev.m2d.meltano.PluginId;
import dev.m2d.meltano.PluginType;
import dev.m2d.meltano.SettingDefinition;
import dev.m2d.yaml.Located;
import dev.m2d.yaml.PythonText;
import dev.m2d.yaml.Value;
import dev.m2d.yaml.YamlMap;
import dev.m2d.yaml.YamlNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A plugin with everything it inherits; answers what the chain as a whole says. Several threads may
 * ask.
 */
final class PluginModel {

  private final PluginEntry entry;
  private final @Nullable PluginModel parent;
  private final Definition definition;
  private final DefinitionKind kind;
  private final List<String> lockCandidates;
  private @Nullable ResolveError failure;
  private final PluginVariables variables = new PluginVariables(this);
  private @Nullable Map<String, YamlNode> ownValues;
  private @Nullable Set<String> sensitive;
  private @Nullable List<SettingDefinition> settings;
  private @Nullable List<SettingDefinition> extras;
  private @Nullable List<SettingDefinition> definitions;
  private @Nullable Map<String, SettingDefinition> known;

  /**
   * A plugin.
   *
   * @param parent the project plugin it inherits from; then `definition` is the root's
   * @param lockCandidates lock files that might define it, when Meltano finds none
   */
  PluginModel(
      PluginEntry entry,
      @Nullable PluginModel parent,
      Definition definition,
      DefinitionKind kind,
      List<String> lockCandidates) {
    this.entry = entry;
    this.parent = parent;
    this.definition = definition;
    this.kind = kind;
    this.lockCandidates = lockCandidates;
  }

  PluginEntry entry() {
    return entry;
  }

  PluginId id() {
    return entry.id();
  }

  PluginType type() {
    return entry.type();
  }

  String name() {
    return entry.name();
  }

  Optional<PluginModel> parent() {
    return Optional.ofNullable(parent);
  }

  Definition definition() {
    return definition;
  }

  DefinitionKind kind() {
    return kind;
  }

  List<String> lockCandidates() {
    return lockCandidates;
  }

  /** The plugin at the end of the chain. */
  PluginModel root() {
    return parent == null ? this : parent.root();
  }

  private <T> Optional<T> inherited(
      Optional<T> own,
      Function<PluginModel, Optional<T>> above,
      Function<Definition, Optional<T>> end) {
    if (own.isPresent()) {
      return own;
    }
    return parent != null ? above.apply(parent) : end.apply(definition);
  }

  String variant() {
    return PythonText.str(variantValue());
  }

  /** The variant as it is written, which may be no text. */
  Value variantValue() {
    Value own = entry.value("variant", entry.variant());
    if (!own.isNull()) {
      return own;
    }
    Value above = parent != null ? parent.variantValue() : definition.variantValue();
    return above.isNull() ? Value.text("default") : above;
  }

  String namespace() {
    return PythonText.str(namespaceValue());
  }

  /** The namespace as it is written, which may be no text. */
  Value namespaceValue() {
    Value own = entry.value("namespace", entry.namespace());
    if (!own.isNull()) {
      return own;
    }
    if (entry.inheritFrom().isPresent()) {
      return Value.text(name().replace('-', '_'));
    }
    return definition.namespaceValue();
  }

  String label() {
    if (entry.label().isPresent()) {
      return entry.label().get();
    }
    String above = parent != null ? parent.label() : definition.label().orElse(definition.name());
    return entry.inheritFrom().isPresent() ? above + ": " + name() : above;
  }

  Optional<Located<String>> pipUrl() {
    return inherited(entry.pipUrl(), PluginModel::pipUrl, Definition::pipUrl);
  }

  Optional<Located<String>> python() {
    return inherited(entry.python(), PluginModel::python, Definition::python);
  }

  Optional<String> requiresMeltano() {
    return inherited(
        entry.requiresMeltano(), PluginModel::requiresMeltano, Definition::requiresMeltano);
  }

  /** Refuses what Meltano refuses to start: a plugin that asks for another Meltano. */
  void ensureCompatible() {
    ensureDefined();
    String wanted = requiresMeltano().orElse("");
    if (!wanted.isEmpty() && !Specifiers.contain(wanted, ProjectSettings.MELTANO_VERSION)) {
      throw new ResolveError(
          "IncompatibleMeltanoVersionError",
          "Project requires Meltano "
              + wanted
              + ", but "
              + ProjectSettings.MELTANO_VERSION
              + " is installed");
    }
  }

  /** Refuses a plugin that inherits from itself, or whose definition is of another variant. */
  void ensureDefined() {
    ResolveError found = root().failure;
    if (found != null) {
      throw found;
    }
  }

  /** The plugin as one that Meltano cannot define. */
  PluginModel failing(ResolveError why) {
    failure = why;
    return this;
  }

  String executable() {
    return inherited(entry.executable(), p -> Optional.of(p.executable()), d -> d.executable())
        .orElse(definition.name());
  }

  List<String> capabilities() {
    return inherited(
            entry.capabilities(),
            p -> Optional.of(p.capabilities()),
            d -> Optional.of(d.capabilities()))
        .orElse(List.of());
  }

  /** The same as they are written, which may be no list. */
  Value capabilitiesValue() {
    Value own = entry.odd().get("capabilities");
    if (own != null) {
      return own;
    }
    return entry.capabilities().isEmpty() && parent != null
        ? parent.capabilitiesValue()
        : new Value.Items(capabilities().stream().map(Value::text).toList());
  }

  /** Whether an entry of the chain, and not the definition, lists capabilities. */
  boolean capabilitiesWritten() {
    return entry.capabilities().isPresent() || parent != null && parent.capabilitiesWritten();
  }

  Map<String, CommandDefinition> commands() {
    Map<String, CommandDefinition> all =
        new LinkedHashMap<>(parent != null ? parent.commands() : definition.commands());
    all.putAll(entry.commands());
    return all;
  }

  Optional<Venv> venv() {
    return pipUrl().filter(p -> !p.value().isEmpty()).map(p -> new Venv(type(), folder()));
  }

  private String folder() {
    if (entry.inheritFrom().isEmpty()) {
      return name();
    }
    Optional<String> own = pipUrl().map(Located::value).filter(p -> !p.isEmpty());
    Optional<String> above =
        (parent != null ? parent.pipUrl() : definition.pipUrl()).map(Located::value);
    if (own.isEmpty() || own.equals(above)) {
      return parent != null ? parent.folder() : definition.name();
    }
    return name();
  }

  /** The names of variables that concern it. */
  PluginVariables variables() {
    return variables;
  }

  /** `MELTANO_EXTRACTOR_NAME` and its siblings. */
  Map<String, String> infoVariables() {
    String prefix = "MELTANO_" + type().singular().toUpperCase(Locale.ROOT);
    Map<String, String> info = new LinkedHashMap<>();
    info.put(prefix + "_NAME", name());
    info.put(prefix + "_NAMESPACE", namespace());
    info.put(prefix + "_VARIANT", variant());
    return info;
  }

  /** The entry's own values, extras included, by dotted name. */
  synchronized Map<String, YamlNode> ownValues() {
    if (ownValues == null) {
      Map<String, YamlNode> values = new LinkedHashMap<>(Nesting.flatten(entry.config()));
      values.putAll(Nesting.flatten(extraConfig()));
      ownValues = Collections.unmodifiableMap(values);
    }
    return ownValues;
  }

  /** Whether the setting is a leaf of an object that is declared sensitive. */
  synchronized boolean isBelowSecret(String setting) {
    if (sensitive == null) {
      sensitive =
          settings().stream()
              .filter(SettingDefinition::sensitive)
              .map(SettingDefinition::name)
              .collect(Collectors.toSet());
    }
    if (sensitive.isEmpty()) {
      return false;
    }
    for (int dot = setting.indexOf('.'); dot >= 0; dot = setting.indexOf('.', dot + 1)) {
      if (sensitive.contains(setting.substring(0, dot))) {
        return true;
      }
    }
    return false;
  }

  /** Those of them that are no text. */
  Map<String, Value> oddInfoVariables() {
    String prefix = "MELTANO_" + type().singular().toUpperCase(Locale.ROOT);
    Map<String, Value> info = new LinkedHashMap<>();
    info.put(prefix + "_NAMESPACE", namespaceValue());
    info.put(prefix + "_VARIANT", variantValue());
    info.values().removeIf(Value.Text.class::isInstance);
    return info;
  }

  /** Its settings without extras; a redefined one comes last, undeclared ones after all. */
  synchronized List<SettingDefinition> settings() {
    if (settings == null) {
      Set<String> own =
          entry.settings().stream().map(SettingDefinition::name).collect(Collectors.toSet());
      List<SettingDefinition> all = new ArrayList<>();
      for (SettingDefinition s : parent != null ? parent.settings() : definedSettings()) {
        if (!own.contains(s.name())) {
          all.add(s);
        }
      }
      all.addAll(entry.settings());
      all.addAll(missing(all, Nesting.flatten(entry.config())));
      settings = List.copyOf(all);
    }
    return settings;
  }

  private List<SettingDefinition> definedSettings() {
    return definition.settings();
  }

  /** Its extras. */
  synchronized List<SettingDefinition> extras() {
    if (extras == null) {
      List<SettingDefinition> all =
          new ArrayList<>(parent != null ? parent.extras() : DefinedExtras.of(type(), definition));
      all.addAll(missing(all, Nesting.flatten(extraConfig())));
      extras = List.copyOf(all);
    }
    return extras;
  }

  /** Settings and extras. */
  synchronized List<SettingDefinition> definitions() {
    if (definitions == null) {
      // Of definitions with one name the last one counts, in the place of the first.
      Map<String, SettingDefinition> all = new LinkedHashMap<>();
      settings().forEach(d -> all.put(d.name(), d));
      extras().forEach(d -> all.put(d.name(), d));
      definitions = List.copyOf(all.values());
    }
    return definitions;
  }

  /** The setting or extra of that name. */
  synchronized Optional<SettingDefinition> known(String name) {
    if (known == null) {
      known = new HashMap<>();
      for (SettingDefinition d : definitions()) {
        known.putIfAbsent(d.name(), d);
      }
    }
    return Optional.ofNullable(known.get(name));
  }

  /** Definitions for the values that no definition names. */
  static List<SettingDefinition> missing(
      List<SettingDefinition> known, Map<String, YamlNode> flat) {
    if (flat.isEmpty()) {
      return List.of();
    }
    Set<String> names = new HashSet<>();
    known.forEach(d -> names.add(d.name()));
    List<SettingDefinition> found = new ArrayList<>();
    flat.forEach(
        (name, node) -> {
          if (!names.contains(name)) {
            found.add(SettingDefinition.inferred(name, node.value()));
          }
        });
    return found;
  }

  /** The entry's extras under the names of their settings. */
  YamlMap extraConfig() {
    return underscored(entry.extras(), entry);
  }

  private static YamlMap underscored(Map<String, YamlMap.Entry> extras, PluginEntry at) {
    Map<String, YamlMap.Entry> renamed = new LinkedHashMap<>();
    extras.forEach(
        (k, e) -> renamed.put("_" + k, new YamlMap.Entry("_" + k, e.keySpan(), e.value())));
    return new YamlMap(renamed, at.span());
  }
}
