package dev.m2d.report.diff;

import dev.m2d.config.LoadOptions;
import dev.m2d.diagnostic.Span;
import dev.m2d.meltano.PluginId;
import dev.m2d.meltano.PluginType;
import dev.m2d.meltano.resolve.Block;
import dev.m2d.meltano.resolve.Capabilities;
import dev.m2d.meltano.resolve.ResolvedEnvironment;
import dev.m2d.meltano.resolve.ResolvedJob;
import dev.m2d.meltano.resolve.ResolvedPlugin;
import dev.m2d.meltano.resolve.ResolvedProject;
import dev.m2d.meltano.resolve.ResolvedSchedule;
import dev.m2d.meltano.resolve.Streams;
import dev.m2d.plan.DagsterPlan;
import dev.m2d.plan.JobPlan;
import dev.m2d.plan.ParityStream;
import dev.m2d.plan.PipelinePlan;
import dev.m2d.plan.Runners;
import dev.m2d.plan.SchedulePlan;
import dev.m2d.plan.StreamPlan;
import dev.m2d.plan.TaskPlan;
import dev.m2d.yaml.Located;
import dev.m2d.yaml.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What is true of what runs: pipelines, their streams and bookmarks, jobs and schedules. */
final class RunFacts {

  private static final String DEFS = "dagster_project/defs/";

  private final ResolvedProject project;
  private final DagsterPlan plan;
  private final SafeValues safe;
  private final List<Fact> facts;
  private final Map<String, PipelinePlan> pipelines = new HashMap<>();

  RunFacts(ResolvedProject project, DagsterPlan plan, SafeValues safe, List<Fact> facts) {
    this.project = project;
    this.plan = plan;
    this.safe = safe;
    this.facts = facts;
  }

  void collect() {
    Map<String, ParityStream> known = new HashMap<>();
    plan.parity().forEach(p -> known.put(p.name(), p));
    plan.pipelines().forEach(p -> pipelines.put(p.text(), p));
    plan.pipelines().forEach(p -> pipeline(p, known));
    plan.jobs().forEach(this::job);
    Set<String> planned = new HashSet<>();
    for (SchedulePlan s : plan.schedules()) {
      planned.add(s.meltanoName());
      schedule(s);
    }
    for (ResolvedSchedule s : project.schedules()) {
      if (!planned.contains(s.name())) {
        facts.add(
            Fact.of("idle schedule", s.name())
                .text("interval", s.interval().map(Located::value).orElse(""))
                .at(s.span())
                .build());
      }
    }
    for (ResolvedJob job : project.jobs()) {
      for (Block block : job.blocks()) {
        if (block instanceof Block.ExtractLoad load) {
          states(load, job);
        }
      }
    }
    project.schedules().forEach(this::state);
    plan.commands()
        .forEach(
            c ->
                facts.add(
                    Fact.of("step", c.name())
                        .text("meltano", safe.text(c.text()))
                        .text("asset", String.join("/", c.key()))
                        .at(c.origins().stream().findFirst())
                        .build()));
  }

  private void pipeline(PipelinePlan p, Map<String, ParityStream> known) {
    Fact fact =
        Fact.of("pipeline", p.name())
            .text("meltano", p.text())
            .text("runner", p.runner())
            .text(
                "pool",
                p.pool()
                    .map(s -> s.text().replaceAll("^\"|\"$", ""))
                    .orElse((p.extractor() + "-to-" + p.loader()).replaceAll("\\s", "_")))
            .at(p.origins().stream().findFirst())
            .file(DEFS + "assets/" + p.name() + (isNative(p) ? "/constants.py" : ".py"))
            .build();
    facts.add(fact);
    Map<String, Span> places = new HashMap<>();
    project
        .plugin(new PluginId(PluginType.EXTRACTORS, p.extractor()))
        .map(ResolvedPlugin::streams)
        .map(Streams::streams)
        .orElse(List.of())
        .forEach(s -> places.putIfAbsent(s.id(), s.span()));
    for (StreamPlan stream : p.streams()) {
      String asset = String.join("/", stream.key());
      Optional<ParityStream> parity = Optional.ofNullable(known.get(asset));
      Optional<Span> at = Optional.ofNullable(places.get(stream.name()));
      facts.add(
          Fact.of(p.streamsKnown() ? "stream" : "all streams", stream.name())
              .of(fact.self())
              .text("asset", asset)
              .text("table", stream.table())
              .text("load method", parity.flatMap(ParityStream::loadMethod))
              .text("replication method", parity.flatMap(ParityStream::replicationMethod))
              .text("replication key", parity.flatMap(ParityStream::watermark))
              .text("description", stream.description().map(safe::text))
              .list("key", parity.map(ParityStream::key).orElse(List.of()))
              .at(at.or(() -> p.origins().stream().findFirst()))
              .build());
    }
  }

  private void job(JobPlan job) {
    Fact fact =
        Fact.of("job", job.name())
            .text("meltano", job.meltanoName())
            .text("form", job.constructor().text())
            .text("from", job.from().map(f -> f.replaceFirst(":[0-9]+$", "")))
            .list("steps", job.tasks().stream().filter(this::isOfMeltano).map(this::step).toList())
            .at(job.origins().stream().findFirst())
            .file(DEFS + "jobs/" + job.module() + ".py")
            .build();
    facts.add(fact);
    project.jobs().stream()
        .filter(j -> j.name().equals(job.meltanoName()))
        .findFirst()
        .ifPresent(
            j ->
                j.variables()
                    .forEach(
                        (name, value) ->
                            facts.add(
                                Fact.of("run variable", name)
                                    .of(fact.self())
                                    .text("value", safe.variable(name, Value.text(value.value())))
                                    .at(value.span())
                                    .build())));
  }

  private static boolean isNative(PipelinePlan pipeline) {
    return pipeline.runner().equals(Runners.NATIVE);
  }

  /** Of the steps of a native pipeline the first load; what else there is follows of its runner. */
  private boolean isOfMeltano(TaskPlan task) {
    PipelinePlan pipeline = pipelines.get(task.text());
    return pipeline == null
        || !isNative(pipeline)
        || plan.importers().stream().anyMatch(i -> task.target().equals(i.loads().get(0)));
  }

  private String step(TaskPlan task) {
    StringBuilder text = new StringBuilder(safe.text(task.text()));
    for (TaskPlan.Argument argument : task.arguments()) {
      if (argument.name().text().equals("checks")) {
        continue;
      }
      // A state id is a fact of its own.
      String value = argument.value().text().replaceAll("\"state_id(_suffix)?\": \"[^\"]*\"", "");
      if (!value.matches("\\{[, ]*\\}")) {
        text.append(' ').append(argument.name().text()).append('=').append(value);
      }
    }
    return text.toString();
  }

  private void schedule(SchedulePlan s) {
    facts.add(
        Fact.of("schedule", s.name())
            .text("meltano", s.meltanoName())
            .text("job", s.job())
            .text("time", s.cron() + " " + s.timezone().orElse("UTC"))
            .at(s.origins().stream().findFirst())
            .file(DEFS + "schedules/" + s.module() + ".py")
            .build());
    project.schedules().stream()
        .filter(r -> r.name().equals(s.meltanoName()))
        .findFirst()
        .ifPresent(
            r -> FactMaker.block("run variable", "schedule " + s.name(), "", r.env(), safe, facts));
  }

  /** The state ids of a load, one an environment, as `meltano run` makes them. */
  private void states(Block.ExtractLoad load, ResolvedJob job) {
    List<String> words = new ArrayList<>(List.of(load.extractor()));
    load.mappings().forEach(m -> words.add(m.mapping()));
    words.add(load.loader());
    PipelinePlan pipeline = pipelines.get(String.join(" ", words));
    if (pipeline == null || !takesState(load.extractor())) {
      return;
    }
    LoadOptions options = load.options();
    boolean isOwn = options.stateId().isPresent() || options.stateIdSuffix().isPresent();
    String in = isOwn ? "job " + job.name() + " " : "";
    if (options.stateId().isPresent()) {
      state(pipeline, in, "", options.stateId().get(), load.span());
      return;
    }
    for (ResolvedEnvironment e : project.environments()) {
      Optional<String> suffix =
          options.stateIdSuffix().or(() -> e.stateIdSuffix().map(Located::value));
      String id =
          ResolvedProject.stateId(
              e.name(), load.extractor(), load.loader(), suffix.filter(s -> !s.isEmpty()));
      Span at =
          e.stateIdSuffix().isPresent() && !isOwn ? e.stateIdSuffix().get().span() : load.span();
      state(pipeline, in, e.name(), id, at);
    }
  }

  private void state(ResolvedSchedule schedule) {
    if (schedule.kind() instanceof ResolvedSchedule.Elt elt
        && !elt.transform().value().equals("only")
        && takesState(elt.extractor().value())) {
      PipelinePlan pipeline = pipelines.get(elt.extractor().value() + " " + elt.loader().value());
      String name =
          plan.schedules().stream()
              .filter(s -> s.meltanoName().equals(schedule.name()))
              .map(SchedulePlan::name)
              .findFirst()
              .orElse(schedule.name());
      if (pipeline != null) {
        state(pipeline, "schedule " + name + " ", "", schedule.name(), schedule.span());
      }
    }
  }

  private void state(PipelinePlan pipeline, String in, String environment, String id, Span at) {
    facts.add(
        Fact.of("state", in + environment)
            .of("pipeline " + pipeline.name())
            .text("pipeline", pipeline.text())
            .text("environment", environment)
            .text("id", safe.text(id))
            .at(at)
            .build());
  }

  private boolean takesState(String extractor) {
    return project
        .plugin(new PluginId(PluginType.EXTRACTORS, extractor))
        .filter(p -> Capabilities.lacks(project, p, "state"))
        .isEmpty();
  }
}
