package dev.m2d.cli;

import dev.m2d.diagnostic.Diagnostic;
import dev.m2d.diagnostic.Renderer;
import dev.m2d.diagnostic.Severity;
import dev.m2d.meltano.resolve.Reading;
import dev.m2d.meltano.resolve.ResolvedProject;
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
      "A later run replaces the files that nobody edited, adds new entries to those that are yours"
          + " (migration.yaml, .env, README.md outside its blocks), and refuses by name what it"
          + " would have to overwrite. Nothing is written unless all of it can be.%n"
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
      "   7  refused: a file was edited or is in the way; nothing written",
      "  74  the file system did not take a write; run again when it does",
      " 130  interrupted; nothing half written"
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
    try (Interrupt interrupt = new Interrupt();
        OutputFolder out =
            dryRun ? OutputFolder.look(folder, adopt) : OutputFolder.open(folder, adopt)) {
      return generate(reading, folder, out, interrupt);
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
    WritePlan plan = out.reconcile(files, header, planned.plan().names());
    new Findings(err)
        .show(
            planned.findings(), reading.files(), Optional.of(planned.project()), Severity.WARNING);
    if (!dryRun) {
      interrupt.hold();
      out.write(plan);
    }
    new GenerateSummary(spec.commandLine().getOut(), err, folder).show(planned, plan, dryRun);
    return ExitCode.OK;
  }

  private int refused(RefusedException refused, Path folder) {
    PrintWriter err = spec.commandLine().getErr();
    Renderer renderer =
        new Renderer(List.of(), List.of(), UnaryOperator.identity(), Terminal::paint);
    for (Diagnostic d : refused.reasons()) {
      err.println(renderer.text(d));
      err.println();
    }
    err.println("m2d: refused; nothing was written to `" + folder + "`.");
    return ExitCode.REFUSED;
  }
}
