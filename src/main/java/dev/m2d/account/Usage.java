package dev.m2d.account;

import dev.m2d.diagnostic.Span;
import dev.m2d.meltano.PluginId;
import dev.m2d.meltano.PluginType;
import dev.m2d.meltano.resolve.ResolvedPlugin;
import dev.m2d.meltano.resolve.ResolvedProject;
import dev.m2d.plan.CommandPlan;
import dev.m2d.plan.DagsterPlan;
import dev.m2d.plan.DataFile;
import dev.m2d.plan.DbtPlan;
import dev.m2d.plan.JobPlan;
import dev.m2d.plan.PipelinePlan;
import dev.m2d.plan.SchedulePlan;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What the plan took up: plugins, jobs, schedules, and the files that hold them. */
final class Usage {

  private static final String DEFS = "dagster_project/defs/";

  private final Set<PluginId> plugins = new HashSet<>();
  private final Map<PluginId, ResolvedPlugin> known = new HashMap<>();
  private final Map<Span, String> files = new HashMap<>();
  private final Map<String, String> jobs = new HashMap<>();
  private final Map<String, String> schedules = new HashMap<>();

  Usage(ResolvedProject project, DagsterPlan plan) {
    project.plugins().forEach(p -> known.put(p.id(), p));
    for (DataFile file : plan.dataFiles()) {
      if (file.path().startsWith("plugins/")) {
        file.origins().forEach(origin -> files.put(origin, file.path()));
      }
    }
    for (PipelinePlan pipeline : plan.pipelines()) {
      use(PluginType.EXTRACTORS, pipeline.extractor());
      use(PluginType.LOADERS, pipeline.loader());
      pipeline.mappers().forEach(mapper -> use(PluginType.MAPPERS, mapper));
    }
    for (CommandPlan command : plan.commands()) {
      command.plugin().ifPresent(id -> use(id.type(), id.name()));
    }
    for (DbtPlan dbt : plan.dbt()) {
      PluginType.ofKey(dbt.type()).ifPresent(type -> use(type, dbt.plugin()));
    }
    for (JobPlan job : plan.jobs()) {
      jobs.put(job.meltanoName(), DEFS + "jobs/" + job.module() + ".py");
    }
    for (SchedulePlan schedule : plan.schedules()) {
      schedules.put(schedule.meltanoName(), DEFS + "schedules/" + schedule.module() + ".py");
    }
  }

  /** A plugin, and what it inherits from. */
  private void use(PluginType type, String name) {
    PluginId id = new PluginId(type, name);
    if (plugins.add(id)) {
      Optional.ofNullable(known.get(id))
          .flatMap(ResolvedPlugin::parent)
          .ifPresent(parent -> use(type, parent));
    }
  }

  boolean uses(PluginId id) {
    return plugins.contains(id);
  }

  Optional<ResolvedPlugin> plugin(PluginId id) {
    return Optional.ofNullable(known.get(id));
  }

  /** The file of a plugin in the output. */
  Optional<String> file(PluginId id) {
    return plugin(id).map(p -> files.get(p.span()));
  }

  /** The module of the job that a job or EL schedule of Meltano became. */
  Optional<String> job(String name) {
    return Optional.ofNullable(jobs.get(name));
  }

  /** The module of a schedule. */
  Optional<String> schedule(String name) {
    return Optional.ofNullable(schedules.get(name));
  }
}
