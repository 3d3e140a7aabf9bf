package dev.m2d.meltano.resolve;

import dev.m2d.meltano.EnvironmentEntry;
import dev.m2d.meltano.SettingDefinition;
import dev.m2d.yaml.Located;
import dev.m2d.yaml.PythonText;
import dev.m2d.yaml.Value;
import dev.m2d.yaml.YamlMap;
import dev.m2d.yaml.YamlNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The settings of a plugin under one environment and one set of variables. */
final class PluginSettings extends SettingsService {

  private final PluginModel plugin;
  private final ProjectSettings project;
  private final @Nullable PluginSettings parent;
  private final Overlay overlay;
  private final Map<String, YamlNode> environmentValues;
  private final Map<String, YamlNode> own;
  private final List<SettingDefinition> definitions;
  private final Optional<EnvironmentEntry> environment;
  private final Optional<EnvironmentEntry.PluginConfig> configured;
  private final Map<String, String> upstream;

  /**
   * The settings.
   *
   * @param environment the active one
   * @param upstream variables that plugins earlier in the pipeline export
   * @param parents what is known under all these, and comes to know, of plugins that others inherit
   *     from
   */
  PluginSettings(
      PluginModel plugin,
      ProjectSettings project,
      Optional<EnvironmentEntry> environment,
      Map<String, String> upstream,
      Map<PluginModel, PluginSettings> parents) {
    super(project.dotenv());
    this.plugin = plugin;
    this.project = project;
    PluginSettings above = plugin.parent().map(parents::get).orElse(null);
    if (above == null && plugin.parent().isPresent()) {
      PluginModel model = plugin.parent().get();
      above = new PluginSettings(model, project, environment, upstream, parents);
      parents.put(model, above);
    }
    this.parent = above;
    this.environment = environment;
    this.upstream = upstream;
    this.configured = environment.flatMap(e -> e.plugin(plugin.id()));
    if (parent == null) {
      overlay = new Overlay(project.overlay());
    } else {
      overlay = new Overlay(parent.overlay);
      overlay.put(project.overlay());
    }
    overlay.put(upstream);
    overlay.put(plugin.infoVariables());
    plugin.oddInfoVariables().forEach(overlay::put);
    if (plugin.entry().odd().containsKey("env")) {
      throw new ResolveError("TypeError", "`env` is not a mapping");
    }
    overlay.putBlock(plugin.entry().env());
    boolean refers = project.strict() || environment.filter(PluginSettings::refers).isPresent();
    Map<String, String> before = refers ? new HashMap<>(overlay.texts()) : Map.of();
    environment.ifPresent(
        e -> e.env().forEach((k, v) -> overlay.put(k, expand(v.value(), before))));
    configured.ifPresent(c -> overlay.putBlock(c.env()));
    if (project.strict()) {
      Map<String, String> known = new LinkedHashMap<>(project.dotenv());
      known.putAll(before);
      environment
          .flatMap(EnvironmentEntry::stateIdSuffix)
          .ifPresent(suffix -> expand(Value.text(suffix.value()), known));
    }
    YamlMap environmentConfig =
        configured.map(PluginSettings::config).orElse(YamlMap.empty(plugin.entry().span()));
    this.environmentValues = Nesting.flatten(environmentConfig);
    this.own = plugin.ownValues();
    List<SettingDefinition> more = PluginModel.missing(plugin.definitions(), environmentValues);
    List<SettingDefinition> all = new ArrayList<>(plugin.definitions());
    all.addAll(more);
    this.definitions = more.isEmpty() ? plugin.definitions() : List.copyOf(all);
  }

  /** The `env:` that stands highest; below all of them what the project and its parents set. */
  @Override
  Origin origin(String variable) {
    Located<Value> at = configured.map(c -> c.env().get(variable)).orElse(null);
    if (at != null) {
      return Origin.block(variable, owner(), "environment plugin", at.span());
    }
    at = environment.map(e -> e.env().get(variable)).orElse(null);
    if (at != null) {
      return Origin.block(variable, "", "environment", at.span());
    }
    at = plugin.entry().env().get(variable);
    if (at != null) {
      return Origin.block(variable, owner(), "plugin", at.span());
    }
    if (upstream.containsKey(variable)) {
      Optional<String> block = Optional.of("pipeline");
      return new Origin(Layer.ENV, Optional.empty(), "", Optional.of(variable), block);
    }
    boolean known = project.variables().containsKey(variable);
    return known || parent == null ? project.origin(variable) : parent.origin(variable);
  }

  @Override
  String owner() {
    return plugin.name();
  }

  /** Whether its `env:` refers to variables. */
  private static boolean refers(EnvironmentEntry environment) {
    return environment.env().values().stream().anyMatch(v -> Expansion.concerns(v.value()));
  }

  private Value expand(Value value, Map<String, String> variables) {
    try {
      return Expansion.value(value, variables, project.strict());
    } catch (Expansion.Undefined e) {
      throw new ResolveError("EnvironmentVariableNotSetError", String.valueOf(e.getMessage()));
    }
  }

  /** Variables of a block as text. */
  static Map<String, String> texts(Map<String, Located<Value>> env) {
    Map<String, String> texts = new LinkedHashMap<>();
    env.forEach((k, v) -> texts.put(k, PythonText.str(v.value())));
    return texts;
  }

  /** An environment's values for a plugin, extras under the names of their settings. */
  static YamlMap config(EnvironmentEntry.PluginConfig config) {
    Map<String, YamlMap.Entry> all = new LinkedHashMap<>(config.config().entries());
    config
        .extras()
        .forEach((k, e) -> all.put("_" + k, new YamlMap.Entry("_" + k, e.keySpan(), e.value())));
    return new YamlMap(all, config.span());
  }

  PluginModel plugin() {
    return plugin;
  }

  ProjectSettings project() {
    return project;
  }

  @Override
  List<SettingDefinition> definitions() {
    return definitions;
  }

  @Override
  Map<String, String> variables() {
    return overlay.texts();
  }

  @Override
  Value variable(String name) {
    return overlay.value(name);
  }

  /** Copies the variables, those that are no text in the file as they are. */
  void copyVariables(Map<String, Value> into) {
    overlay.copyTo(into);
  }

  @Override
  List<String> readVariables(SettingDefinition setting) {
    plugin.variables().ensureReadable();
    return plugin.variables().read(setting);
  }

  @Override
  List<String> writtenVariables(SettingDefinition setting) {
    plugin.variables().ensureWritable();
    return plugin.variables().written(setting);
  }

  @Override
  Map<String, YamlNode> environmentValues() {
    return environmentValues;
  }

  @Override
  Map<String, YamlNode> ownValues() {
    if (plugin.entry().odd().containsKey("config")) {
      throw new ResolveError("TypeError", "`config` is not a mapping");
    }
    return own;
  }

  @Override
  Optional<PluginSettings> parent() {
    return Optional.ofNullable(parent);
  }

  @Override
  boolean strict() {
    return project.strict();
  }
}
