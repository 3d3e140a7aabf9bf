package dev.m2d.report.diff;

import dev.m2d.diagnostic.Span;
import dev.m2d.meltano.PluginType;
import dev.m2d.meltano.resolve.Command;
import dev.m2d.meltano.resolve.ResolvedPlugin;
import dev.m2d.meltano.resolve.ResolvedProject;
import dev.m2d.meltano.resolve.Setting;
import dev.m2d.meltano.resolve.Source;
import dev.m2d.plan.DagsterPlan;
import dev.m2d.plan.DataFile;
import dev.m2d.yaml.Located;
import dev.m2d.yaml.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What is true of the plugins: where they come from, and how they are configured. */
final class PluginFacts {

  private final ResolvedProject project;
  private final DagsterPlan plan;
  private final SafeValues safe;
  private final List<Fact> facts;

  PluginFacts(ResolvedProject project, DagsterPlan plan, SafeValues safe, List<Fact> facts) {
    this.project = project;
    this.plan = plan;
    this.safe = safe;
    this.facts = facts;
  }

  void collect() {
    project.plugins().forEach(this::plugin);
  }

  private void plugin(ResolvedPlugin plugin) {
    Fact.Builder fact =
        Fact.of("plugin", plugin.type().singular() + " " + plugin.name())
            .text("variant", plugin.variant().filter(v -> !v.equals("default")))
            .text("package", plugin.pipUrl().map(Located::value).map(safe::text))
            .text("python", plugin.python().map(Located::value).map(safe::text))
            .text("executable", safe.text(plugin.executable()))
            .text("parent", plugin.parent())
            .text("namespace", plugin.namespace())
            .text("definition", plugin.definition().name().toLowerCase(Locale.ROOT))
            .list("capabilities", plugin.capabilities().stream().sorted().toList())
            .at(plugin.span());
    file(plugin).ifPresent(fact::file);
    Fact made = fact.build();
    facts.add(made);
    String self = made.self();
    for (Setting setting : plugin.settings()) {
      sources(plugin, setting, setting.name(), "setting", "default", self);
    }
    for (Setting extra : plugin.extras()) {
      extra(plugin, extra, self);
    }
    for (Command command : plugin.commands()) {
      facts.add(
          Fact.of("command", plugin.name() + ":" + command.name())
              .of(self)
              .text("arguments", safe.text(command.args()))
              .text("executable", command.executable().map(safe::text))
              .text("program", plugin.runsDbt() ? Optional.of("dbt") : Optional.empty())
              .at(command.span())
              .build());
    }
    FactMaker.block("plugin env", self, "", plugin.env(), safe, facts);
    plugin
        .environmentEnv()
        .forEach((e, env) -> FactMaker.block("plugin env", self, e, env, safe, facts));
    plugin.mappings().forEach((name, value) -> mapping(self, name, value));
  }

  private Optional<String> file(ResolvedPlugin plugin) {
    String folder = "plugins/" + plugin.type().key() + "/";
    return plan.dataFiles().stream()
        .filter(f -> f.path().startsWith(folder) && f.origins().contains(plugin.span()))
        .map(DataFile::path)
        .findFirst();
  }

  private void mapping(String plugin, String name, Located<Value> config) {
    Fact mapping = Fact.of("mapping", name).of(plugin).at(config.span()).build();
    facts.add(mapping);
    safe.parts("", config.value(), false)
        .forEach(
            (part, value) ->
                facts.add(
                    FactMaker.value(
                            "mapping setting",
                            part.startsWith(".") ? part.substring(1) : part,
                            value,
                            config.span())
                        .of(mapping.self())
                        .build()));
  }

  private void extra(ResolvedPlugin plugin, Setting extra, String self) {
    String name = extra.name().substring(1);
    if (name.equals("select")) {
      if (plugin.type() == PluginType.EXTRACTORS) {
        select(extra, self);
      }
    } else if (!name.startsWith("mapping")) {
      sources(plugin, extra, name, kindOfExtra(name), "", self);
    }
  }

  /** The kind of the facts of an extra of that name. */
  static String kindOfExtra(String name) {
    if (name.equals("select")) {
      return "select";
    }
    return name.startsWith("metadata") || name.startsWith("schema") ? "metadata" : "extra";
  }

  /** What the plugin's own entry says; what it inherits is told of the one that it inherits. */
  private void sources(
      ResolvedPlugin plugin,
      Setting setting,
      String name,
      String kind,
      String ofDefault,
      String self) {
    for (Source source : setting.sources()) {
      if (!source.owner().equals(plugin.name())) {
        continue;
      }
      if (source instanceof Source.Own own) {
        value(kind, name, "", own.value(), setting.sensitive(), self);
      } else if (source instanceof Source.Environments environments) {
        environments
            .values()
            .forEach((e, value) -> value(kind, name, e, value, setting.sensitive(), self));
      } else if (source instanceof Source.Default value && !ofDefault.isEmpty()) {
        value(ofDefault, name, "", value.value(), setting.sensitive(), self);
      }
    }
  }

  private void value(
      String kind,
      String name,
      String environment,
      Located<Value> value,
      boolean secret,
      String self) {
    Span at = value.span();
    safe.parts(name, value.value(), secret)
        .forEach(
            (part, said) ->
                facts.add(
                    FactMaker.value(
                            kind,
                            environment.isEmpty() ? part : part + " in " + environment,
                            said,
                            at)
                        .of(self)
                        .build()));
  }

  /** What counts, of whichever plugin says it: patterns that take, and those that leave out. */
  private void select(Setting select, String self) {
    boolean isFound = false;
    for (Source source : select.sources()) {
      if (source instanceof Source.Environments environments) {
        environments.values().forEach((e, value) -> patterns("select in " + e, value, self));
      } else if (source instanceof Source.Own own && !isFound) {
        isFound = true;
        patterns("select", own.value(), self);
      } else if (source instanceof Source.Default value && !isFound) {
        isFound = true;
        patterns("select", value.value(), self);
      }
    }
  }

  private void patterns(String name, Located<Value> value, String self) {
    List<String> takes = new ArrayList<>();
    List<String> leaves = new ArrayList<>();
    if (value.value() instanceof Value.Items items) {
      for (Value item : items.values()) {
        String pattern = item.asText().map(safe::text).orElse("");
        (pattern.startsWith("!") ? leaves : takes)
            .add(pattern.startsWith("!") ? pattern.substring(1) : pattern);
      }
    }
    facts.add(
        Fact.of("select", name)
            .of(self)
            .list("takes", takes)
            .list("leaves", leaves)
            .at(value.span())
            .build());
  }
}
