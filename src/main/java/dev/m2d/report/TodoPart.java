package dev.m2d.report;

import dev.m2d.meltano.PluginType;
import dev.m2d.meltano.resolve.Expansion;
import dev.m2d.meltano.resolve.ResolvedPlugin;
import dev.m2d.meltano.resolve.ResolvedProject;
import dev.m2d.meltano.resolve.ResolvedSchedule;
import dev.m2d.meltano.resolve.Setting;
import dev.m2d.meltano.resolve.Source;
import dev.m2d.plan.DagsterPlan;
import dev.m2d.plan.JobPlan;
import dev.m2d.plan.PipelinePlan;
import dev.m2d.plan.SecretPlan;
import dev.m2d.plan.StubPlan;
import dev.m2d.yaml.Located;
import dev.m2d.yaml.Value;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** The part of the audit that says what people have to do themselves. */
final class TodoPart {

  private final ResolvedProject project;
  private final DagsterPlan plan;
  private final List<Audit.Todo> list = new ArrayList<>();

  private TodoPart(ResolvedProject project, DagsterPlan plan) {
    this.project = project;
    this.plan = plan;
  }

  static List<Audit.Todo> of(ResolvedProject project, DagsterPlan plan) {
    TodoPart part = new TodoPart(project, plan);
    part.secrets();
    part.variables();
    part.steps();
    part.catalogs();
    part.dbt();
    part.state();
    part.schedulers();
    return part.list;
  }

  private void secrets() {
    List<String> names = plan.secrets().stream().map(SecretPlan::name).toList();
    add(
        "secret",
        "Secrets that stand in the Meltano files: their values go to `.env` of the output, which is"
            + " not committed. Set them where the project runs, and take them out of the files.",
        names,
        null);
  }

  private void variables() {
    add(
        "variable",
        "Variables that the Meltano files refer to and neither they nor `.env` set: set them where"
            + " the project runs.",
        List.copyOf(missingVariables(project)),
        null);
  }

  private void steps() {
    List<String> stubs =
        plan.jobs().stream()
            .map(JobPlan::stubs)
            .flatMap(Collection::stream)
            .map(StubPlan::text)
            .distinct()
            .toList();
    add("step", "Steps that fail until somebody writes them.", stubs, null);
  }

  private void catalogs() {
    List<String> taps =
        plan.pipelines().stream()
            .filter(p -> !p.streamsKnown())
            .map(PipelinePlan::extractor)
            .distinct()
            .toList();
    add(
        "catalog",
        "Taps whose streams only discovery tells: capture the catalog and generate again; then each"
            + " stream is an asset.",
        taps,
        "python -m dagster_project.singer catalog capture TAP");
  }

  private void dbt() {
    add(
        "dbt",
        "The manifest of dbt is part of the build: make it again when models change.",
        plan.dbt().stream().map(d -> d.plugin()).toList(),
        "python -m dagster_project.dbt prepare");
  }

  private void state() {
    add(
        "state",
        "Bookmarks: the first run of a pipeline takes them over from Meltano's own SQLite database."
            + " Where Meltano keeps state elsewhere, import it before that run, or every stream"
            + " starts from its beginning.",
        plan.pipelines().stream().map(p -> p.extractor() + "-to-" + p.loader()).distinct().toList(),
        "python -m dagster_project.singer state import");
  }

  private void schedulers() {
    List<String> names =
        project.schedules().stream()
            .filter(s -> s.cron().isPresent())
            .map(ResolvedSchedule::name)
            .toList();
    List<String> orchestrators =
        project.plugins(PluginType.ORCHESTRATORS).stream().map(ResolvedPlugin::name).toList();
    String by =
        orchestrators.isEmpty()
            ? "whatever starts them now (cron, Airflow, CI)"
            : String.join(", ", orchestrators);
    add(
        "scheduler",
        "Schedules at the cut-over, one by one: switch each off in "
            + by
            + ", set its job's `scheduler` to `dagster` in migration.yaml, and start it in Dagster.",
        names,
        names.isEmpty() ? null : "dagster schedule start NAME");
  }

  /** Variables in values that are expanded and that neither the project nor its `.env` defines. */
  static Set<String> missingVariables(ResolvedProject project) {
    Set<String> found = new TreeSet<>();
    Set<String> own = new TreeSet<>(project.rootEnv().keySet());
    texts(project.rootEnv().values(), found);
    project
        .environments()
        .forEach(
            e -> {
              own.addAll(e.env().keySet());
              texts(e.env().values(), found);
            });
    for (ResolvedPlugin plugin : project.plugins()) {
      own.addAll(plugin.env().keySet());
      texts(plugin.env().values(), found);
      plugin
          .pipUrl()
          .ifPresent(url -> found.addAll(Expansion.references(new Value.Text(url.value()))));
      for (Setting setting : plugin.settings()) {
        Set<String> referred = new TreeSet<>();
        setting.sources().forEach(source -> references(source, referred));
        found.addAll(referred);
        // A setting whose value is its own variable does not set it.
        setting.writtenVariables().stream().filter(v -> !referred.contains(v)).forEach(own::add);
      }
    }
    found.removeAll(own);
    found.removeAll(project.dotenvNames());
    found.removeIf(name -> name.startsWith("MELTANO_"));
    return found;
  }

  private static void references(Source source, Set<String> found) {
    if (source instanceof Source.Own value) {
      found.addAll(Expansion.references(value.value().value()));
    } else if (source instanceof Source.Environments values) {
      texts(values.values().values(), found);
    }
  }

  private static void texts(Collection<Located<Value>> values, Set<String> found) {
    values.forEach(v -> found.addAll(Expansion.references(v.value())));
  }

  private void add(
      String kind,
      String text,
      List<String> items,
      @org.jspecify.annotations.Nullable String command) {
    if (!items.isEmpty()) {
      list.add(new Audit.Todo(kind, text, items, Optional.ofNullable(command)));
    }
  }
}
