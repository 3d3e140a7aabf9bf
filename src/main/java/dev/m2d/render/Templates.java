package dev.m2d.render;

import dev.m2d.plan.CommandsModule;
import dev.m2d.plan.DagsterPlan;
import dev.m2d.plan.DataFile;
import dev.m2d.plan.DbtModule;
import dev.m2d.plan.ImporterPlan;
import dev.m2d.plan.ImportersModule;
import dev.m2d.plan.JobPlan;
import dev.m2d.plan.PipelinePlan;
import dev.m2d.plan.ProjectPlan;
import dev.m2d.plan.ReadmePlan;
import dev.m2d.plan.Runners;
import dev.m2d.plan.SchedulePlan;
import dev.m2d.render.Template.Target;
import java.util.List;
import java.util.function.Function;

/** Every template that is rendered; a test holds this list equal to the folder. */
final class Templates {
  private static final String DEFS = "dagster_project/defs/";

  static final List<Template> ALL =
      List.of(
          whole(".env.example.ftl", ".env.example", Ownership.GENERATED),
          new Template(
              ".env.ftl",
              DagsterPlan.class,
              Ownership.SECRET,
              plan ->
                  plan.secrets().isEmpty()
                      ? List.of()
                      : List.of(new Target(".env", plan, List.of()))),
          new Template(
              "README.md.ftl",
              ReadmePlan.class,
              Ownership.MANAGED_BLOCKS,
              plan -> List.of(new Target("README.md", ReadmePlan.of(plan), List.of()))),
          new Template(
              "dagster_project/__init__.py.ftl",
              ProjectPlan.class,
              Ownership.GENERATED,
              plan ->
                  List.of(new Target("dagster_project/__init__.py", plan.project(), List.of()))),
          new Template(
              "dagster_project/constants.py.ftl",
              ProjectPlan.class,
              Ownership.GENERATED,
              plan ->
                  List.of(new Target("dagster_project/constants.py", plan.project(), List.of()))),
          new Template(
              DEFS + "assets/__pipeline__.py.ftl",
              PipelinePlan.class,
              Ownership.GENERATED,
              each(
                  Templates::withTaps,
                  p -> new Target(DEFS + "assets/" + p.name() + ".py", p, p.origins()))),
          importer("__init__"),
          importer("constants"),
          importer("csv_extraction"),
          importer("file_management"),
          importer("postgres_loading"),
          importers("jobs/file_jobs", "archive_job", "file_job", "retention_job"),
          importers("resources/file_system", "FileSystemResource"),
          importers("resources/postgres", "PostgresResource"),
          importers("sensors/file_sensors", "failure_notices", "file_sensor"),
          new Template(
              DEFS + "assets/commands.py.ftl",
              CommandsModule.class,
              Ownership.GENERATED,
              plan ->
                  CommandsModule.of(plan).stream()
                      .map(m -> new Target(DEFS + "assets/commands.py", m, m.origins()))
                      .toList()),
          new Template(
              DEFS + "assets/dbt_assets.py.ftl",
              DbtModule.class,
              Ownership.GENERATED,
              plan ->
                  DbtModule.of(plan).stream()
                      .map(m -> new Target(DEFS + "assets/dbt_assets.py", m, m.origins()))
                      .toList()),
          new Template(
              DEFS + "jobs/__job__.py.ftl",
              JobPlan.class,
              Ownership.GENERATED,
              each(
                  DagsterPlan::jobs,
                  j -> new Target(DEFS + "jobs/" + j.module() + ".py", j, j.origins()))),
          new Template(
              DEFS + "schedules/__schedule__.py.ftl",
              SchedulePlan.class,
              Ownership.GENERATED,
              each(
                  DagsterPlan::schedules,
                  s -> new Target(DEFS + "schedules/" + s.module() + ".py", s, s.origins()))),
          new Template(
              "data.yaml.ftl",
              DataFile.class,
              Ownership.GENERATED,
              each(DagsterPlan::dataFiles, d -> new Target(d.path(), d, d.origins()))),
          new Template(
              "docs/parallel-run.md.ftl",
              ReadmePlan.class,
              Ownership.MANAGED_BLOCKS,
              plan -> List.of(new Target("docs/parallel-run.md", ReadmePlan.of(plan), List.of()))),
          new Template(
              "files.yaml.ftl",
              DagsterPlan.class,
              Ownership.APPENDED,
              plan ->
                  plan.importers().isEmpty()
                      ? List.of()
                      : List.of(new Target("files.yaml", plan, List.of()))),
          whole("migration.yaml.ftl", "migration.yaml", Ownership.APPENDED),
          whole("parity.yaml.ftl", "parity.yaml", Ownership.APPENDED),
          whole("pyproject.toml.ftl", "pyproject.toml", Ownership.GENERATED),
          whole("requirements-dagster.txt.ftl", "requirements-dagster.txt", Ownership.GENERATED),
          whole("workspace.yaml.ftl", "workspace.yaml", Ownership.GENERATED));

  private Templates() {}

  private static Template whole(String name, String path, Ownership ownership) {
    return new Template(
        name, DagsterPlan.class, ownership, plan -> List.of(new Target(path, plan, List.of())));
  }

  /** Pipelines whose module runs tap and target. */
  private static List<PipelinePlan> withTaps(DagsterPlan plan) {
    return plan.pipelines().stream().filter(p -> !p.runner().equals(Runners.NATIVE)).toList();
  }

  /** A module of the package of each importer. */
  private static Template importer(String module) {
    return new Template(
        DEFS + "assets/__importer__/" + module + ".py.ftl",
        ImporterPlan.class,
        Ownership.GENERATED,
        each(
            DagsterPlan::importers,
            i ->
                new Target(
                    DEFS + "assets/" + i.pipeline().name() + "/" + module + ".py",
                    i,
                    i.pipeline().origins())));
  }

  /** A module for all importers, with what it takes from the kit. */
  private static Template importers(String module, String... members) {
    return new Template(
        DEFS + module + ".py.ftl",
        ImportersModule.class,
        Ownership.GENERATED,
        plan ->
            ImportersModule.of(plan, List.of(members)).stream()
                .map(m -> new Target(DEFS + module + ".py", m, m.origins()))
                .toList());
  }

  private static <T> Function<DagsterPlan, List<Target>> each(
      Function<DagsterPlan, List<T>> items, Function<T, Target> target) {
    return plan -> items.apply(plan).stream().map(target).toList();
  }
}
