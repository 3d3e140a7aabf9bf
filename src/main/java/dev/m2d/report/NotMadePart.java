package dev.m2d.report;

import dev.m2d.diagnostic.Span;
import dev.m2d.meltano.PluginId;
import dev.m2d.meltano.PluginType;
import dev.m2d.meltano.resolve.Block;
import dev.m2d.meltano.resolve.ResolvedJob;
import dev.m2d.meltano.resolve.ResolvedPlugin;
import dev.m2d.meltano.resolve.ResolvedProject;
import dev.m2d.meltano.resolve.ResolvedSchedule;
import dev.m2d.plan.DagsterPlan;
import dev.m2d.plan.JobPlan;
import dev.m2d.plan.SchedulePlan;
import dev.m2d.plan.StubPlan;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The part of the audit that says what is not made, or not as it was, and why. */
final class NotMadePart {

  private final ResolvedProject project;
  private final DagsterPlan plan;
  private final List<Audit.NotMade> list = new ArrayList<>();

  private NotMadePart(ResolvedProject project, DagsterPlan plan) {
    this.project = project;
    this.plan = plan;
  }

  static List<Audit.NotMade> of(ResolvedProject project, DagsterPlan plan) {
    NotMadePart part = new NotMadePart(project, plan);
    part.steps();
    part.jobs();
    part.schedules();
    part.plugins();
    part.keys();
    return part.list;
  }

  private void steps() {
    for (JobPlan job : plan.jobs()) {
      for (StubPlan stub : job.stubs()) {
        add(
            "step",
            stub.text(),
            "cannot be converted ("
                + stub.code()
                + "); in job "
                + job.name()
                + " stands a step that fails and says so",
            job.origins().stream().findFirst(),
            Optional.of(stub.advice()));
      }
    }
    boolean cleans =
        plan.dbt().stream().flatMap(d -> d.commands().stream()).anyMatch(NotMadePart::isBuild);
    if (!plan.dbt().isEmpty()) {
      add(
          "command",
          "dbt deps, dbt clean",
          cleans
              ? "asked for by a job; they belong to the build of the project"
              : "what Meltano's dbt extension does before each run belongs to the build here",
          Optional.empty(),
          Optional.of("python -m dagster_project.dbt prepare"));
    }
  }

  private static boolean isBuild(String command) {
    return command.endsWith(":deps") || command.endsWith(":clean");
  }

  private void jobs() {
    Set<String> made = plan.jobs().stream().map(JobPlan::meltanoName).collect(Collectors.toSet());
    for (ResolvedJob job : project.jobs()) {
      if (!made.contains(job.name())) {
        add("job", job.name(), "has no task", Optional.of(job.span()), Optional.empty());
      }
    }
  }

  private void schedules() {
    Set<String> made =
        plan.schedules().stream().map(SchedulePlan::meltanoName).collect(Collectors.toSet());
    for (ResolvedSchedule schedule : project.schedules()) {
      if (!made.contains(schedule.name())) {
        String interval = schedule.interval().map(i -> i.value()).orElse("no interval");
        add(
            "schedule",
            schedule.name(),
            schedule.cron().isEmpty()
                ? "never runs by itself (" + interval + "); its job can be launched"
                : "cannot be converted (" + interval + "); the findings say why",
            Optional.of(schedule.span()),
            Optional.empty());
      }
    }
  }

  private void plugins() {
    Set<PluginId> used = used();
    for (ResolvedPlugin plugin : project.plugins()) {
      boolean isSinger = plugin.type().isSinger();
      boolean isParent =
          project.plugins(plugin.type()).stream()
              .anyMatch(p -> p.parent().filter(plugin.name()::equals).isPresent());
      if (plugin.type() == PluginType.FILES || plugin.type() == PluginType.TRANSFORMS) {
        String why = "adds files to a Meltano project and has no part in its runs";
        add("plugin", plugin.id().toString(), why, Optional.of(plugin.span()), Optional.empty());
      } else if (plugin.type() == PluginType.ORCHESTRATORS) {
        String why = "starts Meltano's schedules; Dagster does that itself";
        add("plugin", plugin.id().toString(), why, Optional.of(plugin.span()), Optional.empty());
      } else if (!used.contains(plugin.id()) && !(isSinger && isParent)) {
        add(
            "plugin",
            plugin.id().toString(),
            "is used by no job and no schedule, so there is no asset; its settings are kept",
            Optional.of(plugin.span()),
            isSinger
                ? Optional.of("name a run of it under `jobs:` in m2d.yaml")
                : Optional.empty());
      }
    }
  }

  private Set<PluginId> used() {
    Set<PluginId> used = new HashSet<>();
    for (ResolvedJob job : project.jobs()) {
      for (Block block : job.blocks()) {
        if (block instanceof Block.ExtractLoad load) {
          used.add(new PluginId(PluginType.EXTRACTORS, load.extractor()));
          used.add(new PluginId(PluginType.LOADERS, load.loader()));
          load.mappings().forEach(m -> used.add(new PluginId(PluginType.MAPPERS, m.mapper())));
        } else if (block instanceof Block.PluginCommand command) {
          used.add(command.plugin());
        }
      }
    }
    for (ResolvedSchedule schedule : project.schedules()) {
      if (schedule.kind() instanceof ResolvedSchedule.Elt elt) {
        used.add(new PluginId(PluginType.EXTRACTORS, elt.extractor().value()));
        used.add(new PluginId(PluginType.LOADERS, elt.loader().value()));
      }
    }
    plan.dbt()
        .forEach(
            d ->
                PluginType.ofKey(d.type())
                    .ifPresent(type -> used.add(new PluginId(type, d.plugin()))));
    return used;
  }

  private void keys() {
    for (ResolvedPlugin plugin : project.plugins()) {
      plugin
          .annotations()
          .ifPresent(
              a ->
                  add(
                      "key",
                      "annotations of " + plugin.id(),
                      "are for other programs than Meltano; Dagster has no use for them",
                      Optional.of(a.span()),
                      Optional.empty()));
    }
  }

  private void add(
      String kind, String name, String why, Optional<Span> where, Optional<String> advice) {
    list.add(new Audit.NotMade(kind, name, why, where.map(Span::toString), advice));
  }
}
