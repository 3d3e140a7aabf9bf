package dev.m2d.report;

import dev.m2d.diagnostic.Span;
import dev.m2d.plan.DagsterPlan;
import dev.m2d.plan.JobPlan;
import dev.m2d.plan.SchedulePlan;
import java.util.ArrayList;
import java.util.List;

/** The part of the audit that says which names change. */
final class RenamedPart {

  /** Jobs and schedules whose name is another one in Dagster. */
  static List<Audit.Renamed> of(DagsterPlan plan) {
    List<Audit.Renamed> found = new ArrayList<>();
    for (JobPlan job : plan.jobs()) {
      add(found, Audit.Kind.JOB, job.meltanoName(), job.name(), job.origins());
    }
    for (SchedulePlan s : plan.schedules()) {
      add(found, Audit.Kind.SCHEDULE, s.meltanoName(), s.name(), s.origins());
    }
    return found;
  }

  private static void add(
      List<Audit.Renamed> found, Audit.Kind kind, String meltano, String dagster, List<Span> at) {
    if (!meltano.equals(dagster) && !at.isEmpty()) {
      found.add(new Audit.Renamed(kind, meltano, dagster, at.get(0)));
    }
  }

  private RenamedPart() {}
}
