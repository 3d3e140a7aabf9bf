package dev.m2d.report.diff;

import dev.m2d.diagnostic.Span;
import dev.m2d.meltano.resolve.Expansion;
import dev.m2d.meltano.resolve.ResolvedPlugin;
import dev.m2d.meltano.resolve.ResolvedProject;
import dev.m2d.meltano.resolve.Setting;
import dev.m2d.meltano.resolve.Source;
import dev.m2d.plan.DagsterPlan;
import dev.m2d.plan.SecretPlan;
import dev.m2d.yaml.Located;
import dev.m2d.yaml.Value;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Which settings a variable bears upon: it sets them, or their values name it. Each is told as
 * `plugin loader target-x: setting: schema`, so that its risk can be looked up.
 */
final class Bearings {

  private static final Set<String> VARIABLES = Set.of("env", "plugin env", "run variable");

  /** Settings by variable. */
  private final Map<String, Set<String>> settings = new TreeMap<>();

  /** The variables that values of variables name. */
  private final Map<String, Set<String>> links = new TreeMap<>();

  private final Map<Span, Set<String>> places = new HashMap<>();
  private final Map<Span, String> variables = new HashMap<>();
  private final Map<String, List<Span>> secrets = new HashMap<>();

  Bearings(ResolvedProject project, DagsterPlan plan) {
    project.settings().forEach(s -> setting(": project setting: " + s.name(), s));
    project.plugins().forEach(this::plugin);
    block(project.rootEnv());
    project.environments().forEach(e -> block(e.env()));
    project.schedules().forEach(s -> block(s.env()));
    project
        .jobs()
        .forEach(
            j ->
                j.variables()
                    .forEach((name, v) -> variable(name, Value.text(v.value()), v.span())));
    boolean isMore = true;
    while (isMore) {
      isMore = false;
      for (Map.Entry<String, Set<String>> link : links.entrySet()) {
        Set<String> further = Set.copyOf(settings.getOrDefault(link.getKey(), Set.of()));
        for (String named : link.getValue()) {
          isMore |= add(named, further);
        }
      }
    }
    for (SecretPlan secret : plan.secrets()) {
      secrets.put(secret.name(), secret.origins());
    }
  }

  private void plugin(ResolvedPlugin plugin) {
    String self = "plugin " + plugin.type().singular() + " " + plugin.name();
    plugin.settings().forEach(s -> setting(self + ": setting: " + s.name(), s));
    for (Setting extra : plugin.extras()) {
      String name = extra.name().substring(1);
      setting(self + ": " + PluginFacts.kindOfExtra(name) + ": " + name, extra);
    }
    plugin
        .mappings()
        .forEach(
            (name, config) ->
                value("mapping " + name + ": mapping setting: " + name, List.of(config)));
    block(plugin.env());
    plugin.environmentEnv().values().forEach(this::block);
  }

  private void setting(String setting, Setting of) {
    of.readVariables().forEach(name -> add(name, Set.of(setting)));
    for (Source source : of.sources()) {
      if (source instanceof Source.Own own) {
        value(setting, List.of(own.value()));
      } else if (source instanceof Source.Environments environments) {
        value(setting, environments.values().values());
      } else if (source instanceof Source.Default value) {
        value(setting, List.of(value.value()));
      }
    }
  }

  private void value(String setting, Collection<Located<Value>> values) {
    for (Located<Value> value : values) {
      places.computeIfAbsent(value.span(), s -> new TreeSet<>()).add(setting);
      Expansion.references(value.value()).forEach(name -> add(name, Set.of(setting)));
    }
  }

  private void block(Map<String, Located<Value>> env) {
    env.forEach((name, value) -> variable(name, value.value(), value.span()));
  }

  private void variable(String name, Value value, Span at) {
    variables.put(at, name);
    links.computeIfAbsent(name, n -> new TreeSet<>()).addAll(Expansion.references(value));
  }

  private boolean add(String variable, Set<String> more) {
    return settings.computeIfAbsent(variable, v -> new TreeSet<>()).addAll(more);
  }

  /** The fact, with what it bears upon where it is about a variable. */
  Fact of(Fact fact) {
    Set<String> found = new TreeSet<>();
    if (VARIABLES.contains(fact.kind())) {
      String name = fact.name().replaceFirst(" in .*", "");
      found.addAll(settings.getOrDefault(name, Set.of()));
    } else if (fact.kind().equals(Facts.SECRET)) {
      for (Span place : secrets.getOrDefault(fact.name(), List.of())) {
        found.addAll(places.getOrDefault(place, Set.of()));
        found.addAll(settings.getOrDefault(variables.getOrDefault(place, ""), Set.of()));
      }
    }
    return found.isEmpty() ? fact : fact.bearing(List.copyOf(found));
  }
}
