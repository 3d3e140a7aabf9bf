package dev.m2d.cli;

import dev.m2d.output.FileAction;
import dev.m2d.output.Recovery;
import dev.m2d.output.WritePlan;
import dev.m2d.plan.DagsterPlan;
import dev.m2d.report.Variables;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** The end of `m2d generate`: what changed, and what to do next. */
final class GenerateSummary {

  private final PrintWriter out;
  private final PrintWriter err;
  private final Path folder;

  GenerateSummary(PrintWriter out, PrintWriter err, Path folder) {
    this.out = out;
    this.err = err;
    this.folder = shown(folder);
  }

  /** What was done about an earlier run. */
  void recovered(Recovery recovery) {
    switch (recovery.kind()) {
      case NONE -> {}
      case ROLLED_BACK ->
          err.println(
              "An earlier run was interrupted before it changed a file: what it had prepared was"
                  + " removed.");
      case FINISHED -> {
        err.println(
            "An earlier run was interrupted while it wrote: its last "
                + recovery.done()
                + " of "
                + recovery.total()
                + " steps were done now.");
        recovery
            .skipped()
            .forEach(
                path ->
                    err.println(
                        "  " + path + ": changed since, so this run merges it as it is now."));
      }
    }
  }

  void show(Planned planned, WritePlan plan, boolean dryRun) {
    if (dryRun) {
      for (FileAction action : plan.actions()) {
        if (action.changes()) {
          out.println(line(action));
        }
      }
      out.flush();
    }
    for (FileAction action : plan.actions()) {
      action.note().ifPresent(note -> err.println(action.place() + ": " + note + "."));
    }
    DagsterPlan made = planned.plan();
    err.println(
        "Made of "
            + planned.project().name()
            + ": "
            + String.join(
                ", ",
                count(made.pipelines().size(), "pipeline"),
                count(made.jobs().size(), "job"),
                count(made.schedules().size(), "schedule"))
            + ".");
    made.jobs().stream()
        .filter(job -> job.from().isPresent())
        .forEach(job -> err.println("  job " + job.name() + ": found at " + job.from().get()));
    err.println(
        plan.changes().isEmpty()
            ? "Nothing to change in " + folder + "."
            : (dryRun ? "Would change in " : "Changed in ") + folder + ": " + changes(plan) + ".");
    boolean isFirst = plan.actions().stream().noneMatch(GenerateSummary::wasThere);
    if (!dryRun && !isFirst) {
      plan.actions().stream().filter(FileAction::changes).forEach(a -> err.println("  " + line(a)));
    }
    if (!dryRun && isFirst && plan.count(FileAction.Kind.CREATE) > 0) {
      next(planned);
    }
  }

  private static String line(FileAction action) {
    return String.format(Locale.ROOT, "%-8s %s", action.kind().label(), action.place());
  }

  /** Whether a file was in the folder before this run. */
  private static boolean wasThere(FileAction action) {
    return action.kind() != FileAction.Kind.CREATE;
  }

  private void next(Planned planned) {
    List<String> commands = new ArrayList<>();
    commands.add("cd " + quoted(folder.toString()));
    commands.add("uv venv && uv pip install -e . --group dev");
    Set<String> missing = Variables.missing(planned.project()).keySet();
    if (!missing.isEmpty()) {
      commands.add("cp -n .env.example .env    # and set " + String.join(", ", missing));
    }
    if (!planned.plan().pipelines().isEmpty()) {
      commands.add("uv run python -m dagster_project.singer install");
    }
    if (!planned.plan().dbt().isEmpty()) {
      commands.add("uv run python -m dagster_project.dbt prepare");
    }
    commands.add("uv run dg check defs && uv run dg dev");
    err.println();
    err.println("Next:");
    commands.forEach(c -> err.println("  " + c));
    err.println("README.md there says more; `m2d audit` lists what is left to do by hand.");
  }

  private static String changes(WritePlan plan) {
    List<String> parts = new ArrayList<>();
    add(parts, plan.count(FileAction.Kind.CREATE), "created");
    add(parts, plan.count(FileAction.Kind.REPLACE), "replaced");
    add(parts, plan.count(FileAction.Kind.MERGE), "merged");
    add(parts, plan.count(FileAction.Kind.CONFLICT), "with conflicts");
    add(parts, plan.count(FileAction.Kind.UPDATE), "updated");
    add(parts, plan.count(FileAction.Kind.DELETE), "deleted");
    return String.join(", ", parts);
  }

  private static void add(List<String> parts, long count, String what) {
    if (count > 0) {
      parts.add(count + " " + what);
    }
  }

  private static String count(int n, String what) {
    return n + " " + what + (n == 1 ? "" : "s");
  }

  private static String quoted(String path) {
    return path.matches("[A-Za-z0-9_./@%+=:,-]+") ? path : "'" + path.replace("'", "'\\''") + "'";
  }

  /** Relative to the working directory where it lies below it. */
  private static Path shown(Path folder) {
    Path here = Path.of("").toAbsolutePath();
    Path there = folder.toAbsolutePath().normalize();
    return there.startsWith(here) && !there.equals(here) ? here.relativize(there) : folder;
  }
}
