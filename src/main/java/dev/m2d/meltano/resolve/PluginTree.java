package dev.m2d.meltano.resolve;

import dev.m2d.diagnostic.Span;
import dev.m2d.meltano.CommandDefinition;
import dev.m2d.meltano.SettingDefinition;
import dev.m2d.yaml.Located;
import dev.m2d.yaml.PythonText;
import dev.m2d.yaml.Value;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The lines of one plugin. */
final class PluginTree {

  private final PluginModel plugin;
  private final ResolvedPlugin resolved;
  private final TreeLines lines;
  private final Redaction redaction;
  private final OriginText origins;
  private final Map<Optional<String>, PluginValues> values = new LinkedHashMap<>();
  private final Map<Optional<String>, String> broken = new LinkedHashMap<>();

  PluginTree(
      PluginModel plugin,
      ResolvedPlugin resolved,
      Map<Optional<String>, EnvironmentFacts> environments,
      TreeLines lines,
      Redaction redaction,
      OriginText origins) {
    this.plugin = plugin;
    this.resolved = resolved;
    this.lines = lines;
    this.redaction = redaction;
    this.origins = origins;
    environments.forEach(
        (name, e) -> {
          try {
            values.put(name, e.values(plugin, Map.of()));
          } catch (ResolveError error) {
            broken.put(name, error.text());
          }
        });
  }

  void write() {
    lines.row(1, plugin.name() + origin(), plugin.entry().nameSpan().toString());
    definition();
    broken.forEach((name, text) -> lines.line(2, name.orElse("no environment") + ": " + text));
    located("package", plugin.pipUrl());
    located("python", plugin.python());
    lines.line(2, "executable " + plugin.executable());
    if (!plugin.capabilities().isEmpty()) {
      lines.line(2, "capabilities " + String.join(", ", plugin.capabilities()));
    }
    if (!resolved.streams().streams().isEmpty()) {
      List<String> ids = resolved.streams().streams().stream().map(Streams.Stream::id).toList();
      lines.line(2, "streams " + String.join(", ", ids));
    }
    env();
    if (!values.isEmpty()) {
      settings("settings", false);
      settings("extras", true);
      commands();
    }
    resolved.mappings().forEach(this::mapping);
  }

  private String origin() {
    return plugin.parent().map(p -> " inherits from " + p.name()).orElse("");
  }

  private void definition() {
    PluginModel root = plugin.root();
    Optional<String> lock = root.definition().lock();
    String where =
        switch (root.kind()) {
          case LOCK -> lock.orElse("");
          case MISSING ->
              "missing" + lock.map(l -> ", `" + l + "` stands in").orElse(", nothing stands in");
          default -> root == plugin ? "written here" : "written at " + root.entry().nameSpan();
        };
    String variant = plugin.variant().equals("default") ? "" : ", variant " + plugin.variant();
    lines.line(2, "definition " + where + variant + ", namespace " + plugin.namespace());
  }

  private void located(String label, Optional<Located<String>> text) {
    text.filter(t -> !t.value().isEmpty())
        .ifPresent(t -> lines.row(2, label + " " + t.value(), place(t.span())));
  }

  private static String place(Span span) {
    return span.file().startsWith("generator/") ? "" : span.toString();
  }

  private void env() {
    Map<String, Located<Value>> env = plugin.entry().env();
    if (!env.isEmpty() || !resolved.environmentEnv().isEmpty()) {
      lines.line(2, "env");
    }
    env.forEach((k, v) -> variable(k, v, ""));
    resolved.environmentEnv().forEach((e, m) -> m.forEach((k, v) -> variable(k, v, " in " + e)));
  }

  private void variable(String name, Located<Value> value, String where) {
    lines.value(3, name + where + " = ", redaction.shown(name, value.value()));
    lines.line(5, value.span().toString());
  }

  /** A value under one environment, as far as it is shown. */
  private record Shown(Value value, String remark) {}

  private void settings(String heading, boolean extras) {
    List<String> unset = new ArrayList<>();
    Map<String, SettingDefinition> all = new LinkedHashMap<>();
    for (PluginValues v : values.values()) {
      for (SettingDefinition d : v.settings().definitions()) {
        if (d.isExtra() == extras && !d.name().startsWith("_mapping")) {
          all.putIfAbsent(d.name(), d);
        }
      }
    }
    boolean first = true;
    Set<String> wholes = Nesting.wholes(all.keySet());
    for (SettingDefinition d : all.values()) {
      Map<Optional<String>, Shown> shown = new LinkedHashMap<>();
      values.forEach((name, v) -> shown.put(name, shown(d, v.settings(), name)));
      boolean valued = shown.values().stream().anyMatch(s -> !s.remark().isEmpty());
      if (valued && wholes.contains(d.name()) && isMadeOfLeaves(d)) {
        if (!extras || isWritten(d)) {
          first = heading(first, heading);
          String name = extras ? d.name().substring(1) : d.name();
          String set = String.join(" or ", plugin.variables().read(d));
          lines.line(3, name + ": each of its parts; set " + set + " to replace all of it");
        }
      } else if (!valued) {
        if (!extras) {
          unset.add(d.name() + " (" + String.join(" or ", plugin.variables().read(d)) + ")");
        }
      } else if (!extras || isWritten(d)) {
        first = heading(first, heading);
        setting(d, shown);
      }
    }
    if (!unset.isEmpty()) {
      lines.line(2, "not set");
      unset.forEach(u -> lines.line(3, u));
    }
  }

  private boolean heading(boolean first, String heading) {
    if (first) {
      lines.line(2, heading);
    }
    return false;
  }

  /** Whether it is put together from other settings, which tell their origins themselves. */
  private boolean isMadeOfLeaves(SettingDefinition d) {
    return values.values().stream().noneMatch(v -> isSet(d, v.settings()));
  }

  private static boolean isSet(SettingDefinition d, PluginSettings settings) {
    try {
      Found found = settings.get(d);
      return found.variable() != null || found.key() != null;
    } catch (ResolveError e) {
      return true;
    }
  }

  /** Whether any environment has another value than Meltano's own default. */
  private boolean isWritten(SettingDefinition d) {
    return values.values().stream()
        .anyMatch(
            v -> {
              try {
                Origin origin = v.settings().get(d).origin();
                return origin.layer() != Layer.DEFAULT || origins.at(origin).isPresent();
              } catch (ResolveError e) {
                return true;
              }
            });
  }

  private void setting(SettingDefinition d, Map<Optional<String>, Shown> shown) {
    String name = d.isExtra() ? d.name().substring(1) : d.name();
    Shown base = shown.values().iterator().next();
    if (base.remark().isEmpty()) {
      lines.line(3, name + " is not set");
    } else {
      lines.value(3, name + " = ", base.value());
      lines.line(5, base.remark());
    }
    lines.line(5, "set " + String.join(" or ", plugin.variables().read(d)));
    Map<Shown, List<String>> others = new LinkedHashMap<>();
    shown.forEach(
        (environment, s) -> {
          if (!s.equals(base)) {
            others.computeIfAbsent(s, k -> new ArrayList<>()).add(environment.orElse(""));
          }
        });
    others.forEach(
        (s, names) -> {
          String start = "in " + String.join(", ", names);
          if (s.remark().isEmpty()) {
            lines.line(4, start + " not set");
          } else {
            lines.value(4, start + " = ", s.value());
            lines.line(6, s.remark());
          }
        });
  }

  private Shown shown(SettingDefinition d, PluginSettings settings, Optional<String> environment) {
    Found found;
    try {
      found = settings.get(d);
    } catch (ResolveError e) {
      return new Shown(Value.text(""), "cannot be resolved: " + e.text());
    }
    if (found.value().isNull() && found.raw() == null) {
      return new Shown(new Value.Null(), "");
    }
    String owner = found.origin().owner();
    String from = owner.isEmpty() || owner.equals(plugin.name()) ? "" : ", inherited from " + owner;
    StringBuilder remark = new StringBuilder(origins.of(found.origin(), environment)).append(from);
    if (found.raw() != null) {
      // A mere reference is no secret, and says what to set.
      boolean isPlain = !Secrets.isLiteral(found.raw());
      String raw = PythonText.json(isPlain ? found.raw() : redaction.shown(d.name(), found.raw()));
      boolean isShort = raw.length() <= 60;
      remark.append(isShort ? ", written " + raw : "");
      Expansion.references(found.raw())
          .forEach(n -> remark.append(reference(n, found, settings, environment)));
    }
    return new Shown(redaction.shown(d.name(), found.value()), remark.toString());
  }

  private String reference(
      String name, Found found, PluginSettings settings, Optional<String> environment) {
    if (found.unset().contains(name)) {
      return "; " + name + " has no value";
    }
    boolean outer = settings.variables().containsKey(name);
    if (!outer && !settings.dotenv().containsKey(name)) {
      return "; " + name + " is a setting of this plugin";
    }
    Origin origin = outer ? settings.origin(name) : Origin.dotenv(name, "");
    return origins.reference(origin, environment);
  }

  private void commands() {
    if (plugin.commands().isEmpty()) {
      return;
    }
    lines.line(2, "commands");
    for (CommandDefinition c : plugin.commands().values()) {
      Map<String, List<String>> argvs = new LinkedHashMap<>();
      values.forEach(
          (name, v) ->
              argvs
                  .computeIfAbsent(argv(c.name(), v), k -> new ArrayList<>())
                  .add(name.orElse("no environment")));
      lines.row(3, c.name(), place(c.span()));
      argvs.forEach(
          (argv, names) ->
              lines.line(
                  5, (argvs.size() == 1 ? "" : "in " + String.join(", ", names) + " ") + argv));
    }
  }

  private static String argv(String command, PluginValues values) {
    try {
      Map<String, String> process = PluginValues.texts(values.process(values.settings().exports()));
      List<Value> words =
          values.argv(Optional.of(command), process).stream().map(Value::text).toList();
      return PythonText.json(new Value.Items(words));
    } catch (ResolveError e) {
      return "cannot be run: " + e.text();
    }
  }

  private void mapping(String name, Located<Value> config) {
    lines.row(2, "mapping " + name, config.span().toString());
    lines.value(3, "config = ", redaction.shown("config", config.value()));
  }
}
