package dev.m2d.report;

import dev.m2d.diagnostic.Code;
import dev.m2d.diagnostic.Span;
import dev.m2d.meltano.PluginId;
import dev.m2d.meltano.PluginType;
import dev.m2d.meltano.resolve.Block;
import dev.m2d.meltano.resolve.ResolvedJob;
import dev.m2d.meltano.resolve.ResolvedProject;
import dev.m2d.meltano.resolve.ResolvedSchedule;
import dev.m2d.plan.BlockText;
import dev.m2d.plan.CommandPlan;
import dev.m2d.plan.DagsterPlan;
import dev.m2d.plan.DbtPlan;
import dev.m2d.plan.JobPlan;
import dev.m2d.plan.PipelinePlan;
import dev.m2d.plan.SchedulePlan;
import dev.m2d.plan.TaskPlan;
import dev.m2d.yaml.Located;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The part of the audit that says what becomes of jobs, schedules, pipelines and commands. */
final class UnitsPart {

  private static final Set<Code> OF_JOBS = Set.of(Code.M2D219, Code.M2D225, Code.M2D503);
  private static final Set<Code> OF_SCHEDULES =
      Set.of(
          Code.M2D224,
          Code.M2D225,
          Code.M2D263,
          Code.M2D503,
          Code.M2D506,
          Code.M2D508,
          Code.M2D509,
          Code.M2D510);

  private final ResolvedProject project;
  private final DagsterPlan plan;
  private final Reasons reasons;
  private final Map<String, Audit.Unit> steps = new LinkedHashMap<>();
  private final Map<Span, JobPlan> jobs = new HashMap<>();
  private final Map<String, SchedulePlan> schedules = new HashMap<>();

  UnitsPart(ResolvedProject project, DagsterPlan plan, Reasons reasons) {
    this.project = project;
    this.plan = plan;
    this.reasons = reasons;
    plan.jobs().forEach(j -> j.origins().forEach(o -> jobs.put(o, j)));
    plan.schedules().forEach(s -> schedules.put(s.meltanoName(), s));
  }

  /** Jobs, then schedules, pipelines and commands. */
  List<Audit.Unit> units() {
    pipelines();
    commands();
    List<Audit.Unit> units = new ArrayList<>();
    project.jobs().forEach(j -> units.add(job(j)));
    project.schedules().forEach(s -> units.add(schedule(s)));
    units.addAll(steps.values());
    return units;
  }

  private void pipelines() {
    NativePart natives = new NativePart(project);
    for (PipelinePlan pipeline : plan.pipelines()) {
      List<String> keys = pipeline.streams().stream().map(s -> String.join("/", s.key())).toList();
      Optional<Span> at = pipeline.origins().stream().findFirst();
      Audit.Kind kind = Audit.Kind.PIPELINE;
      List<Audit.Reason> why = new ArrayList<>(reasons.pipeline(pipeline));
      why.addAll(natives.of(pipeline));
      unit(kind, pipeline.text(), at, pipeline.name(), keys, why);
    }
  }

  private void commands() {
    for (CommandPlan c : plan.commands()) {
      Span at = c.origins().get(0);
      List<Audit.Reason> why = c.plugin().map(reasons::ofPlugin).orElse(List.of());
      List<String> keys = List.of(String.join("/", c.key()));
      unit(Audit.Kind.COMMAND, c.text(), Optional.of(at), c.name(), keys, why);
    }
    Map<String, Span> named = new HashMap<>();
    project.jobs().forEach(j -> places(j).forEach(named::putIfAbsent));
    for (JobPlan job : plan.jobs()) {
      for (TaskPlan task : job.tasks()) {
        Span at = named.getOrDefault(task.text(), job.origins().get(0));
        dbt(task, at);
      }
    }
  }

  /** A command of dbt, which a job names, or an EL schedule by its `transform`. */
  private void dbt(TaskPlan task, Span at) {
    for (DbtPlan dbt : plan.dbt()) {
      PluginType type = PluginType.ofKey(dbt.type()).orElseThrow();
      if (dbt.commands().contains(task.text()) && !steps.containsKey(task.text())) {
        String words = task.text().substring(dbt.plugin().length());
        Optional<String> name =
            Optional.of(words.replaceFirst("^:", "").split(" ", 2)[0]).filter(n -> !n.isEmpty());
        List<Audit.Reason> why = reasons.command(new PluginId(type, dbt.plugin()), name, at);
        unit(
            Audit.Kind.COMMAND, task.text(), Optional.of(at), task.target().text(), List.of(), why);
      }
    }
  }

  private void unit(
      Audit.Kind kind,
      String name,
      Optional<Span> at,
      String dagster,
      List<String> holds,
      List<Audit.Reason> why) {
    steps.put(
        name,
        new Audit.Unit(kind, name, Reasons.verdict(why), at, Optional.of(dagster), holds, why));
  }

  private Audit.Unit job(ResolvedJob job) {
    Set<Span> places = new LinkedHashSet<>(List.of(job.span()));
    job.tasks().forEach(t -> places.add(t.span()));
    List<Audit.Reason> why = new ArrayList<>(reasons.at(places, OF_JOBS));
    for (Block block : job.blocks()) {
      if (block instanceof Block.Broken broken) {
        why.add(Reasons.of(broken.reason()));
      }
    }
    Optional<JobPlan> made = Optional.ofNullable(jobs.get(job.span()));
    made.ifPresent(m -> why.addAll(ofSteps(m, job.span(), places(job))));
    return new Audit.Unit(
        Audit.Kind.JOB,
        job.name(),
        Reasons.verdict(why),
        Optional.of(job.span()),
        made.map(JobPlan::name),
        made.map(UnitsPart::texts).orElse(List.of()),
        why);
  }

  /** Where the job names each of its steps first. */
  private static Map<String, Span> places(ResolvedJob job) {
    Map<String, Span> places = new HashMap<>();
    job.blocks().forEach(b -> places.putIfAbsent(BlockText.of(b), b.span()));
    return places;
  }

  private static List<String> texts(JobPlan job) {
    return job.tasks().stream().map(TaskPlan::text).toList();
  }

  /** What the steps of a job make of it. */
  private List<Audit.Reason> ofSteps(JobPlan job, Span at, Map<String, Span> places) {
    List<Audit.Reason> why = new ArrayList<>();
    for (String text : new LinkedHashSet<>(texts(job))) {
      Audit.Unit step = steps.get(text);
      if (step != null && step.verdict() != Verdict.CONVERTED) {
        String what = step.kind() == Audit.Kind.PIPELINE ? "pipeline" : "command";
        why.add(
            Reasons.of(
                step.verdict(),
                "Its step `" + text + "` " + verb(step.verdict()) + "; see the " + what + ".",
                places.getOrDefault(text, at),
                ""));
      }
    }
    if (job.constructor().text().equals("op_job")) {
      why.add(
          Reasons.of(
              Verdict.DIFFERENT,
              "It runs a step twice, which a job of assets cannot, so it is a job of ops: it records"
                  + " materializations, but Dagster does not announce its assets before the run.",
              at,
              ""));
    }
    return why;
  }

  private static String verb(Verdict verdict) {
    return verdict == Verdict.DECISION ? verdict.label() : "is " + verdict.label();
  }

  private String nothing(ResolvedSchedule schedule) {
    boolean isOfEmptyJob =
        schedule.kind() instanceof ResolvedSchedule.OfJob of
            && project.job(of.job().value()).map(j -> !jobs.containsKey(j.span())).orElse(false);
    return isOfEmptyJob
        ? "No schedule is made, because no job is made of what it starts."
        : "No schedule is made.";
  }

  private Audit.Unit schedule(ResolvedSchedule schedule) {
    Set<Span> places = new LinkedHashSet<>(List.of(schedule.span()));
    schedule.interval().ifPresent(i -> places.add(i.span()));
    if (schedule.kind() instanceof ResolvedSchedule.OfJob of) {
      places.add(of.job().span());
    } else if (schedule.kind() instanceof ResolvedSchedule.Elt elt) {
      places.addAll(List.of(elt.extractor().span(), elt.loader().span(), elt.transform().span()));
    }
    List<Audit.Reason> why = new ArrayList<>(reasons.at(places, OF_SCHEDULES));
    boolean isElt = schedule.kind() instanceof ResolvedSchedule.Elt;
    Optional<JobPlan> job =
        isElt ? Optional.ofNullable(jobs.get(schedule.span())) : Optional.empty();
    job.ifPresent(j -> why.addAll(ofSteps(j, schedule.span(), Map.of())));
    Optional<SchedulePlan> made = Optional.ofNullable(schedules.get(schedule.name()));
    if (made.isEmpty() && job.isEmpty() && schedule.cron().isPresent()) {
      why.add(Reasons.of(Verdict.UNSUPPORTED, nothing(schedule), schedule.span(), ""));
    }
    List<String> holds = new ArrayList<>();
    made.ifPresent(m -> holds.addAll(List.of(m.cron() + " " + zone(schedule), "job " + m.job())));
    job.ifPresent(j -> holds.addAll(texts(j)));
    return new Audit.Unit(
        Audit.Kind.SCHEDULE,
        schedule.name(),
        Reasons.verdict(why),
        Optional.of(schedule.span()),
        made.map(SchedulePlan::name).or(() -> job.map(JobPlan::name)),
        holds,
        why);
  }

  private static String zone(ResolvedSchedule schedule) {
    return schedule.timezone().map(Located::value).orElse("UTC");
  }
}
