package dev.m2d.plan;

import dev.m2d.literal.Language;
import dev.m2d.literal.Markdown;
import dev.m2d.literal.Shell;
import dev.m2d.literal.Snippet;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What the README says.
 *
 * @param name the Meltano project's name
 * @param code the same as a code span
 * @param environments the Meltano environments as code spans, joined by commas and “and”
 * @param importers folders of the pipelines that read files without taps, as code spans
 * @param fileTaps taps that read files, as code spans, joined by commas
 * @param databases files of the targets that write to a database, as code spans
 * @param unknownTaps taps whose streams are not known, as code spans
 * @param captureTap a tap to show catalog capture with, as a word of a shell
 * @param launch the command that runs one job
 * @param startSchedule the command that starts one schedule
 * @param pair the command that runs both systems side by side, as code is
 * @param dbt whether the project uses dbt
 * @param scheduleCount how many schedules there are
 * @param secretCount how many secrets moved to {@code .env}
 * @param rows names in Meltano, in Dagster, and their files
 * @param files what can be done with the files of an importer; absent where there is none
 * @param scripts files outside meltano.yml whose calls are jobs now, as code spans
 */
public record ReadmePlan(
    String name,
    Snippet code,
    Optional<Snippet> environments,
    Optional<Snippet> importers,
    Optional<Snippet> fileTaps,
    Optional<Snippet> databases,
    Optional<Snippet> unknownTaps,
    Snippet captureTap,
    Optional<Snippet> launch,
    Optional<Snippet> startSchedule,
    Snippet pair,
    boolean dbt,
    int scheduleCount,
    int secretCount,
    List<Row> rows,
    Optional<ReadmeFiles> files,
    Optional<Snippet> scripts) {
  public ReadmePlan {
    rows = List.copyOf(rows);
  }

  /**
   * A line of the table of names.
   *
   * @param meltano what Meltano calls it
   * @param dagster what Dagster calls it
   * @param file where it is
   */
  public record Row(Snippet meltano, Snippet dagster, Snippet file) {}

  /** The README of a plan. */
  public static ReadmePlan of(DagsterPlan plan) {
    List<String> extractors =
        plan.pipelines().stream().map(PipelinePlan::extractor).distinct().toList();
    return new ReadmePlan(
        plan.project().name(),
        Markdown.code(plan.project().name()),
        and(plan.project().environments()),
        spans(plan.importers().stream().map(i -> folder(i.pipeline())).toList()),
        spans(
            plan.pipelines().stream()
                .filter(p -> !isNative(p))
                .map(PipelinePlan::extractor)
                .filter(ReadmePlan::readsFiles)
                .distinct()
                .toList()),
        spans(
            plan.pipelines().stream()
                .map(PipelinePlan::loader)
                .distinct()
                .filter(l -> l.contains("postgres"))
                .map(l -> "plugins/loaders/" + PluginFileNames.segment(l) + ".yaml")
                .toList()),
        spans(
            plan.pipelines().stream()
                .filter(p -> !p.streamsKnown())
                .map(PipelinePlan::extractor)
                .distinct()
                .toList()),
        markdown(Shell.word(extractors.isEmpty() ? "TAP" : extractors.get(0))),
        plan.jobs().stream()
            .findFirst()
            .map(j -> markdown("`uv run dg launch --job " + j.name() + "`")),
        plan.schedules().stream()
            .findFirst()
            .map(s -> markdown("`uv run dagster schedule start " + s.name() + "`")),
        markdown(pair(plan)),
        !plan.dbt().isEmpty(),
        plan.schedules().size(),
        plan.secrets().size(),
        rows(plan),
        plan.importers().stream().findFirst().map(ReadmeFiles::of),
        spans(
            plan.jobs().stream()
                .flatMap(j -> j.from().stream())
                .map(from -> from.replaceFirst(":[0-9]+$", ""))
                .distinct()
                .toList()));
  }

  private static String pair(DagsterPlan plan) {
    String command = "uv run python -m dagster_project.parallel_run pair";
    List<JobPlan> whole = plan.jobs().stream().filter(job -> canBeAPair(plan, job)).toList();
    if (plan.jobs().size() == 1 && whole.size() == 1) {
      return command;
    }
    return whole.stream()
        .findFirst()
        .map(job -> command + " --job " + job.name())
        .or(
            () ->
                plan.pipelines().stream()
                    .findFirst()
                    .map(pipeline -> command + " --pipeline " + pipeline.name()))
        .orElse(command);
  }

  /** Whether it loads something, and nothing of it writes where nobody knows. */
  private static boolean canBeAPair(DagsterPlan plan, JobPlan job) {
    Set<Snippet> loads =
        Stream.concat(
                plan.pipelines().stream().map(PipelinePlan::function),
                plan.importers().stream().flatMap(ReadmePlan::steps))
            .collect(Collectors.toSet());
    return job.tasks().stream().anyMatch(task -> loads.contains(task.target()))
        && job.tasks().stream().allMatch(task -> loads.contains(task.target()) || isDbt(task));
  }

  private static Stream<Snippet> steps(ImporterPlan importer) {
    return Stream.concat(
        importer.loads().stream(), Stream.of(importer.extraction(), importer.management()));
  }

  private static boolean isDbt(TaskPlan task) {
    return task.constructor().text().equals("dbt.task");
  }

  private static boolean isNative(PipelinePlan pipeline) {
    return pipeline.runner().equals(Runners.NATIVE);
  }

  private static String folder(PipelinePlan pipeline) {
    return "dagster_project/defs/assets/" + pipeline.name() + "/";
  }

  private static boolean readsFiles(String extractor) {
    return extractor.matches(".*(csv|spreadsheet|jsonl|excel|parquet|sftp|files?)([-_].*)?");
  }

  private static Snippet markdown(String text) {
    return new Snippet(Language.MARKDOWN, text);
  }

  private static Optional<Snippet> spans(List<String> names) {
    return names.isEmpty() ? Optional.empty() : Optional.of(markdown(joined(names)));
  }

  private static Optional<Snippet> and(List<String> names) {
    int last = names.size() - 1;
    return names.size() < 2
        ? spans(names)
        : Optional.of(
            markdown(
                joined(names.subList(0, last)) + " and " + joined(names.subList(last, last + 1))));
  }

  private static String joined(List<String> names) {
    return names.stream().map(n -> Markdown.code(n).text()).collect(Collectors.joining(", "));
  }

  private static Row row(String meltano, String dagster, String file) {
    return new Row(markdown(meltano), markdown(dagster), Markdown.code(file));
  }

  private static String code(String text) {
    return Markdown.code(text).text();
  }

  private static List<Row> rows(DagsterPlan plan) {
    String defs = "dagster_project/defs/";
    List<Row> rows = new ArrayList<>();
    for (JobPlan job : plan.jobs()) {
      rows.add(
          row(
              job.from().map(ReadmePlan::code).orElseGet(() -> "job " + code(job.meltanoName())),
              "job " + code(job.name()),
              defs + "jobs/" + job.module() + ".py"));
    }
    for (SchedulePlan schedule : plan.schedules()) {
      rows.add(
          row(
              "schedule " + code(schedule.meltanoName()),
              "schedule " + code(schedule.name()),
              defs + "schedules/" + schedule.module() + ".py"));
    }
    for (PipelinePlan pipeline : plan.pipelines()) {
      List<String> keys = pipeline.streams().stream().map(s -> String.join("/", s.key())).toList();
      rows.add(
          row(
              code(pipeline.text()),
              (keys.size() == 1 ? "asset " : "assets ") + joined(keys),
              isNative(pipeline) ? folder(pipeline) : defs + "assets/" + pipeline.name() + ".py"));
    }
    for (CommandPlan command : plan.commands()) {
      rows.add(
          row(
              code(command.text()),
              "asset " + code(String.join("/", command.key())),
              defs + "assets/commands.py"));
    }
    for (DbtPlan dbt : plan.dbt()) {
      rows.add(
          row(
              joined(dbt.commands()),
              "the models as assets, the tests as asset checks",
              defs + "assets/dbt_assets.py"));
    }
    for (DataFile file : plan.dataFiles()) {
      file.plugin().ifPresent(p -> rows.add(row(p.text(), "settings", file.path())));
    }
    return rows;
  }
}
