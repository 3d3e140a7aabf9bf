package dev.m2d.cli;

import dev.m2d.meltano.resolve.Reading;
import dev.m2d.proposal.Adoption;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** `m2d diff`. */
@Command(
    name = "diff",
    description = {
      "Tells what differs between a Meltano project and what was last generated of it: first in the"
          + " words of the project, each change with what it can do and where it is written, then"
          + " the files that `m2d generate` would change. Writes nothing.",
      "",
      "Each change has a risk: none; review (something runs otherwise); history (Dagster forgets"
          + " runs, or knows something by another name); data (rows are loaded again, elsewhere,"
          + " otherwise, or no longer). Secrets are never shown.",
      "",
      "A change has the place where the project says it now; `was at` tells where something stood"
          + " that is gone.%n"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  m2d diff                                     since the last `m2d generate`",
      "  m2d diff --against ../base                   since another checkout of the project",
      "  m2d diff --against ../base --format markdown > comment.md    for a pull request",
      "  m2d diff --format json | jq '.changes[] | select(.risk == \"data\")'",
      "  m2d diff --format patch > change.patch       for `git apply` or `patch -p1`",
      "",
      "Exit status:",
      "   0  told, whether there are differences or not (`m2d generate --check` is the gate)",
      "   1  a project is missing or cannot be read",
      "   2  wrong usage",
      "   4  conflicts of an earlier run are left in the files",
      "   7  refused: a generated folder cannot be used as it is"
    })
final class DiffCommand implements Callable<Integer> {

  /** The forms of the report. */
  enum Format {
    text,
    json,
    markdown,
    patch
  }

  @CommandLine.Mixin private HelpOption unusedHelp;
  @CommandLine.Mixin private ProjectArgument project;
  @Spec private CommandSpec spec;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "DIR",
      description = "The generated project; default: dagster_project/ beside meltano.yml.")
  private @Nullable Path output;

  @Option(
      names = "--against",
      paramLabel = "DIR",
      description = {
        "Another generated project, or another Meltano project, that this one is compared with;"
            + " files as m2d writes them, without anybody's edits."
      })
  private @Nullable Path against;

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      defaultValue = "text",
      description = {
        "text (default), json, markdown or patch. The paths of a patch begin at the top of the Git"
            + " work tree that holds the generated project, where `git apply` wants them; outside of"
            + " Git they begin in the generated project: `patch -d dagster_project -p1`."
      })
  private Format format = Format.text;

  @Override
  public Integer call() {
    PrintWriter err = spec.commandLine().getErr();
    Optional<Reading> found = project.read(err, ".", new Adoption());
    if (found.isEmpty()) {
      return ExitCode.UNREADABLE;
    }
    refuseEmpty("-o", output);
    refuseEmpty("--against", against);
    Generation generation = new Generation(spec, found.get(), output);
    DiffRun run = new DiffRun(spec.commandLine().getOut(), err, generation, format);
    return against == null ? run.sinceGenerated() : new Against(run, err, spec).compare(against);
  }

  private void refuseEmpty(String option, @Nullable Path given) {
    if (given != null && given.toString().isEmpty()) {
      throw new ParameterException(
          spec.commandLine(), option + ": the name of the folder is empty");
    }
  }
}
