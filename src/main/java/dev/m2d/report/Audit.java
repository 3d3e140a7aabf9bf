package dev.m2d.report;

import dev.m2d.account.Accounting;
import dev.m2d.account.Entry;
import dev.m2d.diagnostic.Code;
import dev.m2d.diagnostic.Diagnostic;
import dev.m2d.diagnostic.Span;
import dev.m2d.meltano.resolve.ResolvedProject;
import dev.m2d.plan.DagsterPlan;
import dev.m2d.proposal.Adoption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a project holds, what becomes of each part and why, and what is left to do.
 *
 * @param summary counts by kind of part and verdict
 * @param units jobs, schedules, pipelines and commands, in the order of the files
 * @param outside calls of Meltano that stand in other files than its own
 * @param renamed what Dagster does not take under Meltano's name
 * @param findings by file and line
 * @param nodes of the input, each with its state
 */
public record Audit(
    String project,
    Read read,
    List<Count> summary,
    List<Unit> units,
    List<Outside> outside,
    List<Plugin> plugins,
    List<DbtNeeds> dbt,
    List<PackageNeeds> packages,
    List<PythonNeeds> pythons,
    List<Renamed> renamed,
    List<Todo> todo,
    List<Diagnostic> findings,
    List<Entry> nodes) {

  public Audit {
    summary = List.copyOf(summary);
    units = List.copyOf(units);
    outside = List.copyOf(outside);
    plugins = List.copyOf(plugins);
    dbt = List.copyOf(dbt);
    packages = List.copyOf(packages);
    pythons = List.copyOf(pythons);
    renamed = List.copyOf(renamed);
    todo = List.copyOf(todo);
    findings = List.copyOf(findings);
    nodes = List.copyOf(nodes);
  }

  /**
   * The audit of a project and its plan.
   *
   * @param findings of reading, planning and {@link Risks}, by file and line
   * @param keys the account of the nodes of the input
   * @param found the calls of Meltano outside meltano.yml
   */
  public static Audit of(
      ResolvedProject project,
      DagsterPlan plan,
      List<Diagnostic> findings,
      Accounting keys,
      Adoption found) {
    Reasons reasons = new Reasons(project, findings);
    List<Unit> units = new UnitsPart(project, plan, reasons).units();
    List<Plugin> plugins = new PluginsPart(project, plan, reasons).plugins();
    List<Count> summary = new ArrayList<>(Count.of(units, plugins));
    summary.add(Count.of(keys.counts()));
    return new Audit(
        project.name(),
        Read.of(project, keys),
        summary,
        units,
        OutsidePart.of(found, project, plan),
        plugins,
        DbtPart.of(project, plan),
        PackagesPart.of(project),
        PythonsPart.of(project),
        RenamedPart.of(plan),
        new TodoPart(project, plan, found.scan()).list(),
        findings,
        keys.entries());
  }

  /**
   * Why something has its verdict.
   *
   * @param code of the finding that says it too
   */
  public record Reason(
      Verdict verdict,
      String text,
      Optional<Span> at,
      Optional<Code> code,
      Optional<String> cure) {}

  /** What a unit is in Meltano. */
  public enum Kind {
    JOB,
    SCHEDULE,
    PIPELINE,
    COMMAND
  }

  /**
   * A part of the project that runs.
   *
   * @param name in Meltano; the words of a pipeline or command
   * @param at where it is defined, or first named
   * @param dagster its name in Dagster; empty when nothing is made of it
   * @param holds steps of a job, keys of the assets of a pipeline or command, cron and job of a
   *     schedule
   */
  public record Unit(
      Kind kind,
      String name,
      Verdict verdict,
      Optional<Span> at,
      Optional<String> dagster,
      List<String> holds,
      List<Reason> reasons) {
    public Unit {
      holds = List.copyOf(holds);
      reasons = List.copyOf(reasons);
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
      List<String> streams,
      Verdict verdict,
      Span at,
      List<Reason> reasons) {
    public Plugin {
      streams = List.copyOf(streams);
      reasons = List.copyOf(reasons);
    }
  }

  /**
   * What a dbt plugin needs.
   *
   * @param folder of the dbt project, relative to the Meltano project; empty when there is none
   * @param packages what of dbt is installed, as the plugin asks for it
   * @param needs one sentence each
   */
  public record DbtNeeds(
      String plugin,
      Span at,
      Optional<String> folder,
      int models,
      int seeds,
      int snapshots,
      int tests,
      int sources,
      int filledSources,
      List<String> packages,
      List<String> needs) {
    public DbtNeeds {
      packages = List.copyOf(packages);
      needs = List.copyOf(needs);
    }
  }

  /** How well a requirement is pinned. */
  public enum Pin {
    UNPINNED("names no version"),
    RANGE("names a range of versions"),
    GIT("comes from git, not at a commit"),
    GIT_COMMIT("comes from git, at a commit"),
    ADDRESS("comes from an address"),
    FOLDER("comes from a folder or file"),
    FILE("names packages that are not pinned to one version"),
    VARIABLE("depends on a variable");

    private final String label;

    Pin(String label) {
      this.label = label;
    }

    /** What it does, for people. */
    public String label() {
      return label;
    }

    /** What several do. */
    String labelOfMany() {
      return label
          .replaceFirst("^names a range", "name ranges")
          .replaceFirst("^names ", "name ")
          .replaceFirst("^comes ", "come ")
          .replaceFirst("^depends ", "depend ");
    }
  }

  /**
   * A requirement that does not name one version of a package of an index.
   *
   * @param plugins that are installed with it, as `type/name`
   */
  public record PackageNeeds(String requirement, Pin pin, Span at, List<String> plugins) {
    public PackageNeeds {
      plugins = List.copyOf(plugins);
    }
  }

  /**
   * A plugin that asks for a Python.
   *
   * @param python as written, or the versions that its definition supports
   */
  public record PythonNeeds(String plugin, String python, String why, Span at) {}

  /** A name that is another one in Dagster. */
  public record Renamed(Kind kind, String meltano, String dagster, Span at) {}

  /** What something to do is about. */
  public record Item(String text, Optional<Span> at) {}

  /**
   * Something to do by hand.
   *
   * @param kind `secret`, `variable`, `state`, `scheduler`, `catalog`, `step`, `dbt`, `job`
   * @param items names of variables, schedules, taps and where they stand
   * @param commands that do it or help with it
   */
  public record Todo(String kind, String text, List<Item> items, List<String> commands) {
    public Todo {
      items = List.copyOf(items);
      commands = List.copyOf(commands);
    }
  }
}
