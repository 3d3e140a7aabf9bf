package dev.m2d.cli;

import dev.m2d.diagnostic.Diagnostic;
import dev.m2d.diagnostic.Renderer;
import dev.m2d.diagnostic.Severity;
import dev.m2d.meltano.resolve.Reading;
import dev.m2d.meltano.resolve.ResolvedProject;
import dev.m2d.output.ConflictMode;
import dev.m2d.output.InputDigests;
import dev.m2d.output.Manifest;
import dev.m2d.output.OutputFolder;
import dev.m2d.output.RefusedException;
import dev.m2d.output.WriteFailedException;
import dev.m2d.output.WritePlan;
import dev.m2d.proposal.Adoption;
import dev.m2d.render.GeneratedTree;
import dev.m2d.render.RenderedFile;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.function.UnaryOperator;
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
          + " edited, follows those that you moved, and leaves away those that you deleted. To what"
          + " is yours it only adds (migration.yaml, parity.yaml, .env, README.md outside its"
          + " blocks). All of it is written, or nothing: what an interrupted run began, the next"
          + " one finishes or takes back, and says so.%n"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  m2d generate                        the project here or above, to dagster_project/",
      "  m2d generate ../elt -o ../elt-dagster",
      "  m2d generate --dry-run              shows what would be written, and writes nothing",
      "  m2d generate --adopt                takes over a folder that lost its .m2d/manifest.json",
      "",
      "Exit status:",
      "   0  written, or nothing to do",
      "   1  the project is missing or cannot be read; nothing written",
      "   2  wrong usage",
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
      names = "--adopt",
      description =
          "Accepts a folder that m2d did not write: equal files are taken over, others are refused"
              + " by name or left alone.")
  private boolean adopt;

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
    Optional<Reading> found = project.read(err, "; nothing was written.", new Adoption());
    if (found.isEmpty()) {
      return ExitCode.UNREADABLE;
    }
    Reading reading = found.get();
    ResolvedProject resolved = reading.project().orElseThrow();
    Path given = output;
    if (given != null && given.toString().isEmpty()) {
      throw new ParameterException(spec.commandLine(), "-o: the name of the folder is empty");
    }
    Path folder = given == null ? Planned.output(resolved) : given;
    if (Planned.way(folder, resolved.root()).equals(".")) {
      err.println("m2d: the output folder is the Meltano project itself; nothing was written.");
      err.println("Choose a folder of its own with `-o DIR`.");
      return ExitCode.REFUSED;
    }
    try (Interrupt interrupt = new Interrupt()) {
      if (!dryRun) {
        interrupt.hold();
      }
      try (OutputFolder out =
          dryRun ? OutputFolder.look(folder, adopt) : OutputFolder.open(folder, adopt)) {
        return generate(reading, folder, out, interrupt);
      }
    } catch (RefusedException e) {
      return refused(e, folder);
    } catch (WriteFailedException e) {
      err.println("m2d: in `" + folder + "`: " + e.getMessage() + ".");
      err.println(
          e.written() == 0
              ? "No file was changed. Remove the cause and run again."
              : e.written()
                  + " of "
                  + e.planned()
                  + " files were changed. Remove the cause and run again: the run finishes the work.");
      return ExitCode.CANNOT_WRITE;
    }
  }

  private int generate(Reading reading, Path folder, OutputFolder out, Interrupt interrupt)
      throws RefusedException, WriteFailedException {
    PrintWriter err = spec.commandLine().getErr();
    Planned planned = Planned.of(reading, reading.project().orElseThrow(), folder, out.names());
    List<RenderedFile> files = GeneratedTree.render(planned.plan());
    Map<String, String> options = Map.of("meltanoProject", planned.plan().project().meltanoRoot());
    Manifest.Header header =
        new Manifest.Header(
            ToolVersion.get(), InputDigests.of(reading.files()), new TreeMap<>(options));
    GenerateSummary summary = new GenerateSummary(spec.commandLine().getOut(), err, folder);
    summary.recovered(out.recovery());
    WritePlan plan = out.reconcile(files, header, planned.plan().names(), conflict);
    new Findings(err)
        .show(
            planned.findings(), reading.files(), Optional.of(planned.project()), Severity.WARNING);
    show(plan.findings());
    boolean stops = plan.hasConflicts() && conflict == ConflictMode.FAIL;
    if (!dryRun && !stops && !out.write(plan, interrupt::requested)) {
      err.println("m2d: interrupted; nothing was changed in `" + folder + "`.");
      return ExitCode.INTERRUPTED;
    }
    summary.show(planned, plan, dryRun || stops);
    return plan.hasConflicts() ? ExitCode.CONFLICTS : ExitCode.OK;
  }

  private int refused(RefusedException refused, Path folder) {
    PrintWriter err = spec.commandLine().getErr();
    show(refused.reasons());
    if (refused.isUnresolved()) {
      err.println("m2d: resolve these conflicts first; nothing was written to `" + folder + "`.");
      return ExitCode.CONFLICTS;
    }
    err.println("m2d: refused; nothing was written to `" + folder + "`.");
    return ExitCode.REFUSED;
  }

  /** Findings about the output folder. */
  private void show(List<Diagnostic> findings) {
    PrintWriter err = spec.commandLine().getErr();
    Renderer renderer =
        new Renderer(List.of(), List.of(), UnaryOperator.identity(), Terminal::paint);
    for (Diagnostic d : findings) {
      err.println(renderer.text(d));
      err.println();
    }
  }
}
