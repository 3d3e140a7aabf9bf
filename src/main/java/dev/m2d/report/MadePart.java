package dev.m2d.report;

import dev.m2d.dbt.DbtProject;
import dev.m2d.meltano.resolve.ResolvedProject;
import dev.m2d.plan.CommandPlan;
import dev.m2d.plan.DagsterPlan;
import dev.m2d.plan.DbtPlan;
import dev.m2d.plan.PipelinePlan;
import dev.m2d.plan.TaskPlan;
import java.util.List;

/** The part of the audit that says what is made. */
final class MadePart {

  static Audit.Made of(ResolvedProject project, DagsterPlan plan) {
    return new Audit.Made(
        plan.pipelines().stream().map(MadePart::pipeline).toList(),
        plan.commands().stream().map(MadePart::command).toList(),
        plan.dbt().stream().map(dbt -> dbt(project, dbt)).toList(),
        plan.jobs().stream()
            .map(
                j ->
                    new Audit.MadeJob(
                        j.name(), j.meltanoName(), j.tasks().stream().map(TaskPlan::text).toList()))
            .toList(),
        plan.schedules().stream()
            .map(s -> new Audit.MadeSchedule(s.name(), s.meltanoName(), s.job(), s.cron()))
            .toList());
  }

  private static Audit.Pipeline pipeline(PipelinePlan pipeline) {
    List<String> keys = pipeline.streams().stream().map(s -> String.join("/", s.key())).toList();
    return new Audit.Pipeline(pipeline.name(), pipeline.text(), keys, pipeline.streamsKnown());
  }

  private static Audit.Step command(CommandPlan command) {
    String meltano = command.text();
    return new Audit.Step(command.name(), meltano, String.join("/", command.key()));
  }

  /** With several dbt projects nobody can say here which one a plugin runs, so all are counted. */
  private static Audit.DbtSteps dbt(ResolvedProject project, DbtPlan dbt) {
    int models = 0;
    int checks = 0;
    for (DbtProject source : project.dbtProjects()) {
      models += source.nodes().size();
      checks += source.tests().size();
    }
    return new Audit.DbtSteps(dbt.plugin(), dbt.commands(), models, checks);
  }

  private MadePart() {}
}
