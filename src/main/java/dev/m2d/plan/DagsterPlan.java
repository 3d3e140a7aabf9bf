package dev.m2d.plan;

import dev.m2d.diagnostic.Diagnostic;
import dev.m2d.naming.NameLedger;
import java.util.List;

/**
 * The Dagster project to be. All names are final.
 *
 * @param project the project as a whole
 * @param pipelines taps into targets, in the order of the files
 * @param importers those of them that are written natively
 * @param commands commands of plugins that jobs run
 * @param dbt dbt plugins that jobs use
 * @param jobs the jobs, in the order of the files
 * @param schedules the schedules, in the order of the files
 * @param dataFiles what the kit reads: plugins, project, models of dbt
 * @param parity what a parallel run compares
 * @param parityDays kinds of days of which a parallel run must be, weekend and month_end
 * @param env variables that configure the project, in groups
 * @param secrets what moves to the private {@code .env}
 * @param requirements the packages of the project
 * @param names every name that was given
 * @param findings what is worth telling, sorted
 */
public record DagsterPlan(
    ProjectPlan project,
    List<PipelinePlan> pipelines,
    List<ImporterPlan> importers,
    List<CommandPlan> commands,
    List<DbtPlan> dbt,
    List<JobPlan> jobs,
    List<SchedulePlan> schedules,
    List<DataFile> dataFiles,
    List<ParityStream> parity,
    List<String> parityDays,
    List<EnvGroup> env,
    List<SecretPlan> secrets,
    Requirements requirements,
    NameLedger names,
    List<Diagnostic> findings) {
  public DagsterPlan {
    pipelines = List.copyOf(pipelines);
    importers = List.copyOf(importers);
    commands = List.copyOf(commands);
    dbt = List.copyOf(dbt);
    jobs = List.copyOf(jobs);
    schedules = List.copyOf(schedules);
    dataFiles = List.copyOf(dataFiles);
    parity = List.copyOf(parity);
    parityDays = List.copyOf(parityDays);
    env = List.copyOf(env);
    secrets = List.copyOf(secrets);
    findings = List.copyOf(findings);
  }
}
