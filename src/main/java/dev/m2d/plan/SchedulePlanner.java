package dev.m2d.plan;

import dev.m2d.diagnostic.Code;
import dev.m2d.diagnostic.Diagnostics;
import dev.m2d.literal.Python;
import dev.m2d.meltano.resolve.ResolvedSchedule;
import dev.m2d.yaml.Located;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Makes a schedule of each Meltano schedule that runs by itself and that Dagster can express. */
final class SchedulePlanner {
  /** How the origin of an EL schedule's own job begins. */
  static final String OWN_JOB = "schedule `";

  private final Names names;
  private final Diagnostics findings;

  SchedulePlanner(Names names, Diagnostics findings) {
    this.names = names;
    this.findings = findings;
  }

  /**
   * The schedules, in the order of the files.
   *
   * @param jobs by {@link #origin}
   */
  List<SchedulePlan> schedules(List<ResolvedSchedule> schedules, Map<String, JobPlan> jobs) {
    List<SchedulePlan> plans = new ArrayList<>();
    for (ResolvedSchedule schedule : schedules) {
      // A job that is absent or has no step was reported where it is named or defined.
      Optional.ofNullable(jobs.get(origin(schedule)))
          .flatMap(j -> plan(schedule, j))
          .ifPresent(plans::add);
    }
    return plans;
  }

  /** The job that a schedule starts: an EL schedule may have the name of a job. */
  static String origin(ResolvedSchedule schedule) {
    return schedule.kind() instanceof ResolvedSchedule.OfJob of
        ? of.job().value()
        : OWN_JOB + schedule.name() + "`";
  }

  private Optional<SchedulePlan> plan(ResolvedSchedule schedule, JobPlan job) {
    if (schedule.interval().isEmpty()) {
      return Optional.empty();
    }
    Located<String> written = schedule.interval().get();
    String interval = written.value();
    if (schedule.cron().isEmpty()) {
      findings.add(
          Code.M2D508,
          written.span(),
          "Schedule `"
              + schedule.name()
              + "` never runs by itself in Meltano ("
              + (interval.isEmpty() ? "it has no interval" : "interval `" + interval + "`")
              + "): its job `"
              + job.name()
              + "` is there, a schedule is not.");
      return Optional.empty();
    }
    Optional<String> cron = CronText.forDagster(schedule.cron().get());
    if (cron.isEmpty()) {
      findings.add(
          Code.M2D509,
          written.span(),
          "Dagster refuses the interval `"
              + interval
              + "` of schedule `"
              + schedule.name()
              + "`"
              + CronText.refused(schedule.cron().get()).map(f -> " (" + f + ")").orElse("")
              + ": its job `"
              + job.name()
              + "` is there, a schedule is not.");
      return Optional.empty();
    }
    if (CronText.losesSeconds(schedule.cron().get())) {
      findings.add(
          Code.M2D510,
          written.span(),
          "The last of the six fields of `"
              + interval
              + "` is seconds, which Dagster does not have: schedule `"
              + schedule.name()
              + "` ticks by `"
              + cron.get()
              + "`.");
    }
    String name = names.schedule(schedule.name());
    String identifier = Names.identifier(name);
    return Optional.of(
        new SchedulePlan(
            name,
            Python.name(identifier.endsWith("_schedule") ? identifier : identifier + "_schedule"),
            identifier,
            schedule.name(),
            job.name(),
            cron.get(),
            schedule.timezone().map(Located::value),
            interval,
            Python.docstring(
                "Schedule `" + schedule.name() + "` of " + schedule.span().file() + ".", List.of()),
            List.of(schedule.span())));
  }
}
