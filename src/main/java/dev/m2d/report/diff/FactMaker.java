package dev.m2d.report.diff;

import dev.m2d.dbt.DbtProject;
import dev.m2d.diagnostic.Span;
import dev.m2d.meltano.Dotenv;
import dev.m2d.meltano.resolve.ResolvedEnvironment;
import dev.m2d.meltano.resolve.ResolvedProject;
import dev.m2d.meltano.resolve.Setting;
import dev.m2d.meltano.resolve.Source;
import dev.m2d.plan.DagsterPlan;
import dev.m2d.plan.DbtPlan;
import dev.m2d.plan.EnvGroup;
import dev.m2d.plan.SecretPlan;
import dev.m2d.report.Variables;
import dev.m2d.yaml.Located;
import dev.m2d.yaml.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Makes the facts of a project and its plan. */
final class FactMaker {

  private final ResolvedProject project;
  private final DagsterPlan plan;
  private final SafeValues safe;
  private final List<Fact> facts = new ArrayList<>();

  FactMaker(ResolvedProject project, DagsterPlan plan) {
    this.project = project;
    this.plan = plan;
    this.safe = new SafeValues(project);
  }

  List<Fact> all() {
    ofProject();
    new PluginFacts(project, plan, safe, facts).collect();
    new RunFacts(project, plan, safe, facts).collect();
    plan.dbt().forEach(this::dbt);
    variables();
    packages();
    facts.replaceAll(new Bearings(project, plan)::of);
    return List.copyOf(Facts.byId(facts).values());
  }

  private void ofProject() {
    facts.add(
        Fact.of("project", "project")
            .text("default environment", plan.project().defaultEnvironment())
            .text("code location", plan.project().location())
            .list("environments", plan.project().environments())
            .at(project.defaultEnvironment().map(Located::span))
            .build());
    block("env", "", "", project.rootEnv(), safe, facts);
    for (ResolvedEnvironment e : project.environments()) {
      facts.add(Fact.of("environment", e.name()).at(e.span()).build());
      block("env", "", e.name(), e.env(), safe, facts);
    }
    for (Setting setting : project.settings()) {
      if (setting.name().equals("default_environment")) {
        continue; // Told above.
      }
      for (Source source : setting.sources()) {
        if (source instanceof Source.Own own) {
          safe.parts(setting.name(), own.value().value(), setting.sensitive())
              .forEach(
                  (name, value) ->
                      facts.add(value("project setting", name, value, own.value().span()).build()));
        }
      }
    }
  }

  /** A fact whose value is a text or a list of texts. */
  @SuppressWarnings("unchecked")
  static Fact.Builder value(String kind, String name, Object value, Span at) {
    Fact.Builder fact = Fact.of(kind, name).at(at);
    return value instanceof List<?> list
        ? fact.list("items", (List<String>) list)
        : fact.text("value", value.toString());
  }

  /** The variables of an env block; those of an environment are named with it. */
  static void block(
      String kind,
      String owner,
      String environment,
      Map<String, Located<Value>> env,
      SafeValues safe,
      List<Fact> facts) {
    env.forEach(
        (name, value) ->
            facts.add(
                Fact.of(kind, environment.isEmpty() ? name : name + " in " + environment)
                    .of(owner)
                    .text("value", safe.variable(name, value.value()))
                    .at(value.span())
                    .build()));
  }

  private void dbt(DbtPlan dbt) {
    String name = dbt.plugin();
    String self = "dbt " + name;
    facts.add(
        Fact.of("dbt", name)
            .text("environment", dbt.ownEnvironment() ? "its own" : "that of Dagster")
            .list("commands", dbt.commands())
            .at(dbt.origins().stream().findFirst())
            .build());
    project.dbtProjects().stream()
        .filter(d -> !d.nodes().isEmpty() || !d.sources().isEmpty())
        .findFirst()
        .ifPresent(d -> d.nodes().forEach(node -> node(self, node)));
  }

  private void node(String dbt, DbtProject.Node node) {
    List<String> reads =
        Stream.concat(
                node.refs().stream(),
                node.sources().stream().map(s -> s.source() + "." + s.table()))
            .distinct()
            .sorted()
            .toList();
    facts.add(
        Fact.of("model", node.name())
            .of(dbt)
            .text("kind", node.kind().name().toLowerCase(Locale.ROOT))
            .text("asset", String.join("/", node.key()))
            .text("group", node.group())
            .text("description", node.description().map(safe::text))
            .list("reads", reads)
            .at(node.span())
            .build());
  }

  private void variables() {
    SortedMap<String, Span> missing = Variables.missing(project);
    VariableOrigins origins = new VariableOrigins(project);
    Set<String> told = new TreeSet<>();
    missing.forEach(
        (name, at) -> {
          told.add(name);
          facts.add(
              Fact.of("needed variable", name)
                  .text("secret", safe.isSecret(name) ? ", secret" : "")
                  .at(at)
                  .build());
        });
    for (EnvGroup group : plan.env()) {
      String title = group.title().text().replaceFirst("^# ?(used in )?", "");
      for (EnvGroup.Variable variable : group.variables()) {
        boolean isSecret = variable.note().text().endsWith("secret");
        if (told.add(variable.name())) {
          facts.add(
              Fact.of(isSecret ? "secret variable" : "variable", variable.name())
                  .of(isSecret ? "" : "plugin " + title)
                  .text("for", title)
                  .at(origins.of(variable.name()))
                  .build());
        }
      }
    }
    for (SecretPlan secret : plan.secrets()) {
      facts.add(
          Fact.of(Facts.SECRET, secret.name())
              .at(secret.origins().stream().findFirst())
              .build()
              .hiding(
                  Optional.ofNullable(
                      Dotenv.parse(secret.assignment().text(), Map.of()).get(secret.name()))));
    }
  }

  private void packages() {
    Stream.concat(
            plan.requirements().runtime().stream(), plan.requirements().development().stream())
        .forEach(
            requirement -> {
              String name = requirement.split("[^A-Za-z0-9_.-]", 2)[0];
              String version = requirement.substring(name.length());
              facts.add(Fact.of("package", name).text("version", safe.text(version)).build());
            });
  }
}
