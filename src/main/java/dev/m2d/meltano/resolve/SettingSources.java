package dev.m2d.meltano.resolve;

import dev.m2d.meltano.EnvironmentEntry;
import dev.m2d.meltano.SettingDefinition;
import dev.m2d.yaml.Located;
import dev.m2d.yaml.Value;
import dev.m2d.yaml.YamlNode;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** Lists, for each setting of a plugin, the places its value may come from. */
final class SettingSources {

  private final List<EnvironmentEntry> environments;
  private final IdentityHashMap<PluginModel, Written> written = new IdentityHashMap<>();

  SettingSources(List<EnvironmentEntry> environments) {
    this.environments = environments;
  }

  /**
   * The settings and extras of a plugin, those that only an environment knows last.
   *
   * @param secret names of settings that connector facts call secret
   */
  synchronized List<Setting> of(PluginModel plugin, Predicate<String> secret) {
    List<SettingDefinition> definitions = written(plugin).definitions();
    List<Setting> settings = new ArrayList<>(definitions.size());
    for (SettingDefinition d : definitions) {
      settings.add(setting(plugin, d, secret, true));
    }
    return settings;
  }

  /**
   * Those of them that are sensitive, or have a value in the project's own files; variables are
   * told of the former alone.
   */
  synchronized List<Setting> concerned(PluginModel plugin, Predicate<String> secret) {
    List<Setting> settings = new ArrayList<>();
    for (SettingDefinition d : written(plugin).definitions()) {
      if (isSensitive(plugin, d, secret) || isWritten(plugin, d)) {
        settings.add(setting(plugin, d, secret, false));
      }
    }
    return settings;
  }

  private boolean isWritten(PluginModel plugin, SettingDefinition d) {
    Located<Value> usual = d.value().orElse(null);
    if (usual != null && new Source.Default("", usual).isWritten()) {
      return true;
    }
    for (PluginModel at = plugin; at != null; at = at.parent().orElse(null)) {
      SettingDefinition there = at == plugin ? d : at.known(d.name()).orElse(null);
      if (there == null) {
        return false;
      }
      Written written = written(at);
      if (isIn(written.own(), there)) {
        return true;
      }
      for (Environment e : written.environments()) {
        if (isIn(e.values(), there)) {
          return true;
        }
      }
    }
    return false;
  }

  private static boolean isIn(Map<String, YamlNode> values, SettingDefinition d) {
    if (values.isEmpty()) {
      return false;
    }
    if (values.containsKey(d.name())) {
      return true;
    }
    for (String alias : d.aliases()) {
      if (values.containsKey(alias)) {
        return true;
      }
    }
    return false;
  }

  /** The places in files of the setting or extra of that name alone. */
  synchronized List<Source> of(PluginModel plugin, String name) {
    List<Source> all = new ArrayList<>();
    for (SettingDefinition d : written(plugin).definitions()) {
      if (d.name().equals(name)) {
        all.addAll(withDefault(plugin, d, false));
      }
    }
    return all;
  }

  /**
   * A setting.
   *
   * @param full whether its variables are wanted, too, where it is not sensitive
   */
  private Setting setting(
      PluginModel plugin, SettingDefinition d, Predicate<String> secret, boolean full) {
    List<Source> sources = withDefault(plugin, d, full);
    boolean sensitive = isSensitive(plugin, d, secret) || holdsSecret(sources);
    boolean names = full || sensitive;
    return new Setting(
        d.name(),
        d.kind(),
        !d.custom(),
        sensitive,
        d.aliases(),
        names ? plugin.variables().read(d) : List.of(),
        names ? plugin.variables().written(d) : List.of(),
        d.processor(),
        d.postProcessor(),
        d.options(),
        sources);
  }

  private static boolean isSensitive(
      PluginModel plugin, SettingDefinition d, Predicate<String> secret) {
    return d.sensitive()
        || secret.test(d.name())
        || d.custom() && Secrets.looksSecret(d.name())
        || d.custom() && plugin.isBelowSecret(d.name());
  }

  private List<Source> withDefault(PluginModel plugin, SettingDefinition d, boolean variables) {
    List<Source> sources = sources(plugin, d, variables);
    d.value()
        .filter(v -> !v.value().isNull())
        .ifPresent(v -> sources.add(new Source.Default(plugin.name(), plain(v))));
    return sources;
  }

  private static boolean holdsSecret(List<Source> sources) {
    for (Source source : sources) {
      if (holdsSecret(source)) {
        return true;
      }
    }
    return false;
  }

  private static boolean holdsSecret(Source source) {
    if (source instanceof Source.Own own) {
      return Secrets.holdsSecret(own.value().value());
    }
    if (source instanceof Source.Default d) {
      return d.isWritten() && Secrets.holdsSecret(d.value().value());
    }
    return source instanceof Source.Environments e
        && e.values().values().stream().anyMatch(v -> Secrets.holdsSecret(v.value()));
  }

  private List<Source> sources(PluginModel plugin, SettingDefinition d, boolean variables) {
    List<Source> sources = new ArrayList<>();
    if (variables) {
      sources.add(new Source.Variables(plugin.name(), plugin.variables().read(d)));
    }
    Written written = written(plugin);
    Map<String, Located<Value>> byEnvironment = Map.of();
    for (Environment e : written.environments()) {
      Optional<Located<Value>> found = value(e.values(), d);
      if (found.isPresent()) {
        byEnvironment = byEnvironment.isEmpty() ? new LinkedHashMap<>() : byEnvironment;
        byEnvironment.putIfAbsent(e.name(), found.get());
      }
    }
    if (!byEnvironment.isEmpty()) {
      sources.add(new Source.Environments(plugin.name(), byEnvironment));
    }
    value(written.own(), d).ifPresent(v -> sources.add(new Source.Own(plugin.name(), v)));
    PluginModel parent = plugin.parent().orElse(null);
    SettingDefinition there = parent == null ? null : parent.known(d.name()).orElse(null);
    if (parent != null && there != null) {
      sources.addAll(sources(parent, there, variables));
    }
    return sources;
  }

  /**
   * What files give a plugin.
   *
   * @param definitions its settings and extras, those that only an environment knows last
   * @param own values by dotted name
   */
  private record Written(
      List<SettingDefinition> definitions,
      List<Environment> environments,
      Map<String, YamlNode> own) {}

  private record Environment(String name, Map<String, YamlNode> values) {}

  private Written written(PluginModel plugin) {
    Written known = written.get(plugin);
    if (known == null) {
      List<Environment> all = new ArrayList<>();
      List<SettingDefinition> definitions = new ArrayList<>(plugin.definitions());
      for (EnvironmentEntry e : environments) {
        e.plugin(plugin.id())
            .map(c -> Nesting.flatten(PluginSettings.config(c)))
            .ifPresent(
                values -> {
                  all.add(new Environment(e.name(), values));
                  definitions.addAll(PluginModel.missing(definitions, values));
                });
      }
      known = new Written(definitions, all, plugin.ownValues());
      written.put(plugin, known);
    }
    return known;
  }

  private static Optional<Located<Value>> value(Map<String, YamlNode> values, SettingDefinition d) {
    Optional<Located<Value>> empty = Optional.empty();
    if (values.isEmpty()) {
      return empty;
    }
    for (String name : SettingsService.names(d)) {
      YamlNode node = values.get(name);
      if (node != null && !node.isNull()) {
        return Optional.of(plain(node.located()));
      }
      if (node != null && d.custom()) {
        // An undeclared key exists by being written, and variables can then give it a value.
        empty = Optional.of(node.located());
      }
    }
    return empty;
  }

  /** Dates become the text that Meltano makes of them. */
  static Located<Value> plain(Located<Value> located) {
    return new Located<>(plain(located.value()), located.span());
  }

  private static Value plain(Value value) {
    if (value instanceof Value.Timestamp t) {
      return new Value.Text(t.iso());
    }
    if (value instanceof Value.Decimal || value instanceof Value.Tagged) {
      return Value.text(dev.m2d.yaml.PythonText.str(value));
    }
    if (value instanceof Value.Items items) {
      return new Value.Items(items.values().stream().map(v -> plain(v.copied())).toList());
    }
    if (value instanceof Value.Fields fields) {
      Map<String, Value> map = new LinkedHashMap<>();
      fields.values().forEach((k, v) -> map.put(k, plain(v.copied())));
      return new Value.Fields(map);
    }
    return value;
  }

  /** The settings of the project that are written, or that a conversion needs to know. */
  static List<Setting> ofProject(
      List<SettingDefinition> definitions, Map<String, YamlNode> own, Set<String> needed) {
    List<Setting> settings = new ArrayList<>();
    for (SettingDefinition d : definitions) {
      Optional<Located<Value>> value = value(own, d);
      if (value.isEmpty() && !needed.contains(d.name())) {
        continue;
      }
      List<String> names = VariableNames.all(List.of("MELTANO"), SettingsService.names(d));
      List<Source> sources = new ArrayList<>();
      sources.add(new Source.Variables("meltano", names));
      value.ifPresent(v -> sources.add(new Source.Own("meltano", v)));
      d.value().ifPresent(v -> sources.add(new Source.Default("meltano", v)));
      settings.add(
          new Setting(
              d.name(),
              d.kind(),
              true,
              d.sensitive() || holdsSecret(sources),
              d.aliases(),
              names,
              names,
              d.processor(),
              d.postProcessor(),
              d.options(),
              sources));
    }
    return settings;
  }
}
