package dev.m2d.report;

import dev.m2d.diagnostic.Diagnostic;
import dev.m2d.meltano.resolve.ResolvedProject;
import dev.m2d.plan.DagsterPlan;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a project holds, what becomes of it, and what is left to do.
 *
 * @param findings by file and line
 */
public record Audit(
    String project,
    Read read,
    Made made,
    List<NotMade> notMade,
    List<Diagnostic> findings,
    List<Todo> todo) {

  public Audit {
    notMade = List.copyOf(notMade);
    findings = List.copyOf(findings);
    todo = List.copyOf(todo);
  }

  /** The audit of a project and its plan. */
  public static Audit of(ResolvedProject project, DagsterPlan plan, List<Diagnostic> findings) {
    return new Audit(
        project.name(),
        ReadPart.of(project),
        MadePart.of(project, plan),
        NotMadePart.of(project, plan),
        findings,
        TodoPart.of(project, plan));
  }

  /** Variables that the project refers to and that nothing of it sets, by name. */
  public static Set<String> missingVariables(ResolvedProject project) {
    return TodoPart.missingVariables(project);
  }

  /**
   * What was read.
   *
   * @param files paths relative to the project, sorted
   * @param defaultEnvironment as written
   */
  public record Read(
      List<String> files,
      List<String> environments,
      Optional<String> defaultEnvironment,
      List<Plugin> plugins,
      List<Job> jobs,
      List<Schedule> schedules,
      List<Dbt> dbt) {
    public Read {
      files = List.copyOf(files);
      environments = List.copyOf(environments);
      plugins = List.copyOf(plugins);
      jobs = List.copyOf(jobs);
      schedules = List.copyOf(schedules);
      dbt = List.copyOf(dbt);
    }
  }

  /**
   * A plugin.
   *
   * @param type the key in meltano.yml: `extractors`
   * @param streams of a tap; empty when only discovery would tell, or when it is no tap
   */
  public record Plugin(
      String type,
      String name,
      Optional<String> variant,
      Optional<String> parent,
      List<String> streams) {
    public Plugin {
      streams = List.copyOf(streams);
    }
  }

  /** A job as Meltano has it: the texts of its tasks. */
  public record Job(String name, List<String> tasks) {
    public Job {
      tasks = List.copyOf(tasks);
    }
  }

  /** A schedule as Meltano has it; `starts` is a job or a pair of plugins. */
  public record Schedule(String name, Optional<String> interval, String starts) {}

  /** A dbt project; `folder` is relative to the Meltano project, `.` for its root. */
  public record Dbt(
      String name, String folder, int models, int seeds, int snapshots, int sources, int tests) {}

  /** What is made; names as Dagster shows them. */
  public record Made(
      List<Pipeline> pipelines,
      List<Step> commands,
      List<DbtSteps> dbt,
      List<MadeJob> jobs,
      List<MadeSchedule> schedules) {
    public Made {
      pipelines = List.copyOf(pipelines);
      commands = List.copyOf(commands);
      dbt = List.copyOf(dbt);
      jobs = List.copyOf(jobs);
      schedules = List.copyOf(schedules);
    }
  }

  /**
   * A multi-asset for a tap and a target.
   *
   * @param meltano the blocks as Meltano writes them
   * @param assets keys, parts joined with `/`
   * @param streamsKnown false when one asset stands for streams that nobody can know yet
   */
  public record Pipeline(String name, String meltano, List<String> assets, boolean streamsKnown) {
    public Pipeline {
      assets = List.copyOf(assets);
    }
  }

  /** A command of a plugin, as a step with an asset. */
  public record Step(String name, String meltano, String asset) {}

  /** The steps of a dbt plugin; its models as assets, its tests as checks. */
  public record DbtSteps(String plugin, List<String> commands, int models, int checks) {
    public DbtSteps {
      commands = List.copyOf(commands);
    }
  }

  /** A job; `steps` are the blocks in Meltano's order. */
  public record MadeJob(String name, String meltano, List<String> steps) {
    public MadeJob {
      steps = List.copyOf(steps);
    }
  }

  /** A schedule, stopped until its owner starts it; `cron` in UTC. */
  public record MadeSchedule(String name, String meltano, String job, String cron) {}

  /**
   * What is not made, or not as it was.
   *
   * @param kind `step`, `job`, `schedule`, `plugin`, `command`, `key`
   * @param where `file:line:col`; empty when it is not in one place
   */
  public record NotMade(
      String kind, String name, String why, Optional<String> where, Optional<String> advice) {}

  /**
   * Something to do by hand.
   *
   * @param kind `secret`, `variable`, `state`, `scheduler`, `catalog`, `step`, `dbt`
   * @param items what it is about: names of variables, schedules, taps
   * @param command that does it or helps with it
   */
  public record Todo(String kind, String text, List<String> items, Optional<String> command) {
    public Todo {
      items = List.copyOf(items);
    }
  }
}
