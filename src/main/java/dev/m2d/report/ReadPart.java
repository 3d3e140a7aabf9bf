package dev.m2d.report;

import dev.m2d.dbt.DbtProject;
import dev.m2d.diagnostic.SourceFile;
import dev.m2d.meltano.resolve.ResolvedEnvironment;
import dev.m2d.meltano.resolve.ResolvedJob;
import dev.m2d.meltano.resolve.ResolvedPlugin;
import dev.m2d.meltano.resolve.ResolvedProject;
import dev.m2d.meltano.resolve.ResolvedSchedule;
import dev.m2d.meltano.resolve.Streams;
import java.util.List;

/** The part of the audit that says what was read. */
final class ReadPart {

  static Audit.Read of(ResolvedProject project) {
    return new Audit.Read(
        project.files().stream().map(SourceFile::path).distinct().sorted().toList(),
        project.environments().stream().map(ResolvedEnvironment::name).toList(),
        project.defaultEnvironment().map(e -> e.value()),
        project.plugins().stream().map(ReadPart::plugin).toList(),
        project.jobs().stream().map(ReadPart::job).toList(),
        project.schedules().stream().map(ReadPart::schedule).toList(),
        project.dbtProjects().stream().map(ReadPart::dbt).toList());
  }

  private static Audit.Plugin plugin(ResolvedPlugin plugin) {
    List<String> streams =
        plugin.streams().streams().stream().map(Streams.Stream::id).distinct().toList();
    return new Audit.Plugin(
        plugin.type().key(), plugin.name(), plugin.variant(), plugin.parent(), streams);
  }

  private static Audit.Job job(ResolvedJob job) {
    return new Audit.Job(job.name(), job.tasks().stream().map(ResolvedJob.Task::text).toList());
  }

  private static Audit.Schedule schedule(ResolvedSchedule schedule) {
    String starts = "";
    if (schedule.kind() instanceof ResolvedSchedule.OfJob of) {
      starts = "job " + of.job().value();
    } else if (schedule.kind() instanceof ResolvedSchedule.Elt elt) {
      starts = elt.extractor().value() + " " + elt.loader().value();
    }
    return new Audit.Schedule(schedule.name(), schedule.interval().map(i -> i.value()), starts);
  }

  private static Audit.Dbt dbt(DbtProject dbt) {
    return new Audit.Dbt(
        dbt.name(),
        dbt.folder().isEmpty() ? "." : dbt.folder(),
        count(dbt, DbtProject.NodeKind.MODEL),
        count(dbt, DbtProject.NodeKind.SEED),
        count(dbt, DbtProject.NodeKind.SNAPSHOT),
        dbt.sources().size(),
        dbt.tests().size());
  }

  static int count(DbtProject dbt, DbtProject.NodeKind kind) {
    return (int) dbt.nodes().stream().filter(n -> n.kind() == kind).count();
  }

  private ReadPart() {}
}
