package dev.m2d.report;

import dev.m2d.diagnostic.Span;
import dev.m2d.meltano.PluginId;
import dev.m2d.meltano.PluginType;
import dev.m2d.meltano.resolve.Block;
import dev.m2d.meltano.resolve.Capabilities;
import dev.m2d.meltano.resolve.DefinitionKind;
import dev.m2d.meltano.resolve.ResolvedJob;
import dev.m2d.meltano.resolve.ResolvedPlugin;
import dev.m2d.meltano.resolve.ResolvedProject;
import dev.m2d.meltano.resolve.ResolvedSchedule;
import dev.m2d.meltano.resolve.Setting;
import dev.m2d.meltano.resolve.Source;
import dev.m2d.plan.DagsterPlan;
import dev.m2d.plan.PipelinePlan;
import dev.m2d.plan.SecretPlan;
import dev.m2d.scan.Call;
import dev.m2d.scan.Scan;
import dev.m2d.scan.UnitKind;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The part of the audit that says what people have to do themselves. */
final class TodoPart {

  private static final String KIT = "python -m dagster_project.singer ";

  private final ResolvedProject project;
  private final DagsterPlan plan;
  private final Scan scan;
  private final List<Audit.Todo> list = new ArrayList<>();

  TodoPart(ResolvedProject project, DagsterPlan plan, Scan scan) {
    this.project = project;
    this.plan = plan;
    this.scan = scan;
  }

  List<Audit.Todo> list() {
    definitions();
    secrets();
    variables();
    jobs();
    steps();
    catalogs();
    dbt();
    state();
    unscheduled();
    schedulers();
    callers();
    return list;
  }

  private void definitions() {
    add(
        "definition",
        "Definitions that are not in the project, so that the settings, secrets and capabilities"
            + " of these plugins are not known: lock them, commit the lock files, audit again.",
        project.plugins().stream()
            .filter(p -> p.definition() == DefinitionKind.MISSING && PackagesPart.runs(p))
            .filter(p -> p.type() != PluginType.ORCHESTRATORS)
            .map(p -> new Audit.Item(p.id().toString(), Optional.of(p.span())))
            .toList(),
        "meltano lock");
  }

  private void secrets() {
    List<Audit.Item> moved = new ArrayList<>();
    for (SecretPlan secret : plan.secrets()) {
      moved.add(new Audit.Item(secret.name(), secret.origins().stream().findFirst()));
    }
    add(
        "secret",
        "Secrets written in the Meltano files: `m2d generate` moves their values to `.env` of the"
            + " generated project, which is not committed. Set these variables where the project"
            + " runs, take the values out of the files, and replace them where they were used.",
        moved);
    add(
        "secret",
        "Secrets that the Meltano files take from variables: set them where the project runs.",
        missing(true));
    add(
        "secret",
        "Secret settings that no file gives a value, by the variables that give one (those of the"
            + " plugin it inherits from do, too). Whichever of them Meltano has from its surroundings,"
            + " set where the project runs.",
        new UnsetSettings(project, plan).items());
  }

  private void variables() {
    add(
        "variable",
        "Variables that the Meltano files refer to and that neither they nor `.env` set: set them"
            + " where the project runs.",
        missing(false));
    add(
        "variable",
        "Settings that the project itself declares and gives no value, by their variables. Whichever"
            + " of them Meltano has from its surroundings, set where the project runs.",
        new UnsetSettings(project, plan).declared());
    add(
        "variable",
        "Variables that the profiles of dbt ask for, and that nothing known gives dbt: set those of"
            + " the output that it takes where the project runs.",
        ProfileVariables.of(project, plan));
    add(
        "variable",
        "Variables of the Meltano project's `.env`: the generated project reads them there, too."
            + " Set them where it runs without that file.",
        project.dotenvNames().stream()
            .sorted()
            .map(n -> new Audit.Item(n, Optional.empty()))
            .toList());
  }

  private List<Audit.Item> missing(boolean secret) {
    List<Audit.Item> items = new ArrayList<>();
    Set<String> secrets = Variables.missingSecrets(project);
    Variables.missing(project)
        .forEach(
            (name, at) -> {
              if (secrets.contains(name) == secret) {
                items.add(new Audit.Item(name, Optional.of(at)));
              }
            });
    return items;
  }

  private void jobs() {
    if (project.jobs().isEmpty() && project.schedules().isEmpty()) {
      add(
          "job",
          "The project names no jobs and no schedules: name the runs that start elsewhere under"
              + " `jobs:` in m2d.yaml.",
          List.of(new Audit.Item("m2d.yaml", Optional.empty())));
    }
  }

  private void steps() {
    Map<String, Audit.Item> stubs = new LinkedHashMap<>();
    for (ResolvedJob job : project.jobs()) {
      for (Block block : job.blocks()) {
        if (block instanceof Block.Broken broken) {
          String text = "`" + broken.text() + "` in job " + job.name();
          stubs.putIfAbsent(text, new Audit.Item(text, Optional.of(broken.span())));
        }
      }
    }
    add("step", "Steps that fail until somebody writes them.", List.copyOf(stubs.values()));
  }

  private void catalogs() {
    Map<String, Audit.Item> taps = new LinkedHashMap<>();
    for (PipelinePlan pipeline : plan.pipelines()) {
      PluginId id = new PluginId(PluginType.EXTRACTORS, pipeline.extractor());
      Optional<ResolvedPlugin> tap = project.plugin(id);
      boolean discovers = tap.filter(t -> Capabilities.lacks(project, t, "discover")).isEmpty();
      if (!pipeline.streamsKnown() && discovers) {
        taps.putIfAbsent(
            pipeline.extractor(),
            new Audit.Item(pipeline.extractor(), tap.map(ResolvedPlugin::span)));
      }
    }
    add(
        "catalog",
        "Taps whose streams only discovery tells: capture the catalog and generate again; then each"
            + " stream is an asset.",
        List.copyOf(taps.values()),
        KIT + "catalog capture TAP");
  }

  private void dbt() {
    add(
        "dbt",
        "The manifest of dbt is part of the build: make it again when models change.",
        plan.dbt().stream()
            .map(d -> new PluginId(PluginType.ofKey(d.type()).orElseThrow(), d.plugin()))
            .flatMap(id -> project.plugin(id).stream())
            .filter(p -> p.dbtProject(project).isPresent())
            .map(p -> new Audit.Item(p.name(), Optional.of(p.span())))
            .toList(),
        "python -m dagster_project.dbt prepare");
  }

  private void state() {
    List<Audit.Item> items = new ArrayList<>();
    StateIds.of(project).forEach((id, at) -> items.add(new Audit.Item(id, Optional.of(at))));
    add("state", "Bookmarks to move, by state id. " + where(), items, KIT + "state import");
  }

  private String where() {
    for (Setting setting : project.settings()) {
      Optional<Span> at =
          setting.sources().stream()
              .filter(Source.Own.class::isInstance)
              .map(s -> ((Source.Own) s).value().span())
              .findFirst();
      boolean holds =
          setting.name().equals("state_backend.uri") || setting.name().equals("database_uri");
      if (holds && at.isPresent()) {
        return "Meltano keeps them where `"
            + setting.name()
            + "` says ("
            + at.get()
            + "): import them before the first run, or every stream starts from its beginning.";
      }
    }
    return "Unless `MELTANO_DATABASE_URI` or `MELTANO_STATE_BACKEND_URI` is set, Meltano keeps them in"
        + " `.meltano/meltano.db`, from which the first run of each pipeline takes its own. Import"
        + " them from any other place before that run, or every stream starts from its beginning.";
  }

  /** Nothing tells when they run; what a script starts is told with the script. */
  private void unscheduled() {
    Set<String> started = new HashSet<>();
    for (ResolvedSchedule schedule : project.schedules()) {
      if (schedule.kind() instanceof ResolvedSchedule.OfJob of) {
        started.add(of.job().value());
      }
    }
    scan.calls().forEach(c -> started.addAll(c.blocks()));
    add(
        "job",
        "Jobs that no schedule of the project starts: find what starts them now (a crontab, another"
            + " program, a person). Where it is a clock, give them a `schedule` under `jobs:` in"
            + " m2d.yaml.",
        project.jobs().stream()
            .filter(j -> !started.contains(j.name()) && !j.blocks().isEmpty())
            .filter(j -> scan.calls().stream().noneMatch(c -> isOf(c, j)))
            .map(j -> new Audit.Item(j.name(), Optional.of(j.span())))
            .toList());
  }

  private static boolean isOf(Call call, ResolvedJob job) {
    return call.at().file().equals(job.span().file());
  }

  private void schedulers() {
    add(
        "scheduler",
        "Schedules at the cut-over, one by one: switch each off in what starts it now, set"
            + " `scheduler` of its job to `dagster` in migration.yaml, and start it in Dagster.",
        project.schedules().stream().filter(s -> s.cron().isPresent()).map(TodoPart::item).toList(),
        "dagster schedule start NAME");
    add(
        "scheduler",
        "Orchestrators that start Meltano's schedules: switch them off when their last schedule has"
            + " moved.",
        project.plugins(PluginType.ORCHESTRATORS).stream()
            .map(p -> new Audit.Item(p.name(), Optional.of(p.span())))
            .toList());
  }

  /** What calls Meltano from outside; a document calls nothing by itself. */
  private void callers() {
    Map<String, Audit.Item> units = new LinkedHashMap<>();
    for (Call call : scan.calls()) {
      boolean runs = call.verb().runs() && call.kind() != UnitKind.DOCUMENT;
      if (runs) {
        String cron = call.schedule().map(s -> " (" + s.cron() + ")").orElse("");
        units.putIfAbsent(call.unit(), new Audit.Item(call.unit() + cron, Optional.of(call.at())));
      }
    }
    add(
        "scheduler",
        "Scripts and schedulers that call Meltano: switch them off when what they run has moved.",
        List.copyOf(units.values()));
  }

  private static Audit.Item item(ResolvedSchedule schedule) {
    String interval = schedule.interval().map(i -> " (" + i.value() + ")").orElse("");
    return new Audit.Item(schedule.name() + interval, Optional.of(schedule.span()));
  }

  private void add(String kind, String text, List<Audit.Item> items, String... commands) {
    if (!items.isEmpty()) {
      list.add(new Audit.Todo(kind, text, items, List.of(commands)));
    }
  }
}
