package dev.m2d.cli;

import dev.m2d.meltano.resolve.Reading;
import dev.m2d.output.ConflictMode;
import dev.m2d.proposal.Adoption;
import java.io.IOException;
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

/** `m2d generate`. */
@Command(
    name = "generate",
    description = {
      "Writes the Dagster project that a Meltano project becomes.",
      "",
      "A later run replaces the files that nobody edited, merges its changes into those that you"
          + " edited, follows those that you moved, and leaves out those that you deleted. To what"
          + " is yours it only adds (migration.yaml, parity.yaml, .env, README.md outside its"
          + " blocks). All of it is written, or nothing: what an interrupted run began, the next"
          + " one finishes or takes back, and says so.%n"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  m2d generate                        the project here or above, to dagster_project/",
      "  m2d generate ../elt -o ../elt-dagster",
      "  m2d generate --dry-run              shows what would be written, and writes nothing",
      "  m2d generate --check                for continuous integration and Git hooks",
      "  m2d generate --ci github            also a workflow that checks pull requests",
      "  m2d generate --adopt                takes over a folder that lost its .m2d/manifest.json",
      "",
      "Exit status:",
      "   0  written, or nothing to do; with --check: no file would change",
      "   1  the project is missing or cannot be read; nothing written",
      "   2  wrong usage",
      "   3  with --check: files would change; the patch is on the standard output",
      "   4  conflicts: yours to resolve, in the files named; or some are left of an earlier run",
      "   7  refused: something is in the way, or another run is writing; nothing written",
      "  74  the file system did not take a write; run again when it does",
      " 130  interrupted: the tree is as it was, or, where all was prepared, complete"
    })
final class GenerateCommand implements Callable<Integer> {

  @CommandLine.Mixin private HelpOption unusedHelp;
  @CommandLine.Mixin private ProjectArgument project;
  @Spec private CommandSpec spec;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "DIR",
      description = "Folder to write to; default: dagster_project/ beside meltano.yml.")
  private @Nullable Path output;

  @Option(
      names = "--dry-run",
      description = "Shows what would be written, one file a line, and writes nothing.")
  private boolean dryRun;

  @Option(
      names = "--check",
      description =
          "Writes nothing; exit status 3, and what would change as a patch, when the folder is not"
              + " what this command would leave.")
  private boolean check;

  @Option(
      names = "--adopt",
      description =
          "Accepts a folder that m2d did not write: equal files are taken over, others are refused"
              + " by name or left alone.")
  private boolean adopt;

  /** Services that a workflow can be written for. */
  enum Ci {
    github
  }

  @Option(
      names = "--ci",
      paramLabel = "SERVICE",
      description =
          "Also writes a workflow for pull requests to the repository that holds the project, where"
              + " there is none yet: ${COMPLETION-CANDIDATES} (.github/workflows/m2d.yml).")
  private @Nullable Ci ci;

  @Option(
      names = "--conflict",
      paramLabel = "HOW",
      defaultValue = "inline",
      description = {
        "Where you and m2d changed the same lines: ${COMPLETION-CANDIDATES}.",
        "inline: both, between markers, in the file (the default).",
        "rej: yours stays; what m2d has goes to FILE.rej.",
        "fail: nothing is written."
      })
  private ConflictMode conflict = ConflictMode.INLINE;

  @Override
  public Integer call() {
    PrintWriter err = spec.commandLine().getErr();
    if (check && (dryRun || adopt || ci != null)) {
      String other = dryRun ? "--dry-run" : adopt ? "--adopt" : "--ci";
      throw new ParameterException(
          spec.commandLine(), "--check writes nothing by itself; leave out " + other);
    }
    Optional<Reading> found = project.read(err, "; nothing was written.", new Adoption());
    if (found.isEmpty()) {
      return ExitCode.UNREADABLE;
    }
    if (output != null && output.toString().isEmpty()) {
      throw new ParameterException(spec.commandLine(), "-o: the name of the folder is empty");
    }
    if (check) {
      return new Generation(spec, found.get(), output).check();
    }
    Generation generation = new Generation(spec, found.get(), output);
    Generation.Options options = new Generation.Options(dryRun, adopt, conflict);
    return ci == null ? generation.run(options) : withWorkflow(generation, options, found.get());
  }

  private int withWorkflow(Generation generation, Generation.Options options, Reading reading) {
    PrintWriter err = spec.commandLine().getErr();
    try {
      Path root = reading.project().orElseThrow().root();
      GithubWorkflow workflow = GithubWorkflow.of(root, generation.folder());
      workflow.look();
      int status = generation.run(options);
      if (status == ExitCode.OK || status == ExitCode.CONFLICTS) {
        boolean isKept =
            (dryRun ? workflow.look() : workflow.write()) == GithubWorkflow.Outcome.KEPT;
        err.println(
            GithubWorkflow.PATH
                + (isKept
                    ? ": is there already, and stays as it is."
                    : dryRun
                        ? ": would be written."
                        : ": written; say in it where m2d.jar is, and commit it."));
      }
      return status;
    } catch (GithubWorkflow.RefusedWorkflow e) {
      err.println("m2d: no workflow can be written: " + e.getMessage() + ".");
      return ExitCode.REFUSED;
    } catch (IOException e) {
      err.println("m2d: cannot write " + GithubWorkflow.PATH + ": " + e.getMessage());
      return ExitCode.CANNOT_WRITE;
    }
  }
}
