package dev.m2d.cli;

import dev.m2d.diagnostic.Span;
import dev.m2d.output.Ejected;
import dev.m2d.output.FileAction;
import dev.m2d.output.OutputFolder;
import dev.m2d.output.RefusedException;
import dev.m2d.output.WriteFailedException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** `m2d eject`. */
@Command(
    name = "eject",
    description = {
      "Makes a generated project wholly yours: takes .m2d/ and all that names m2d out of it.",
      "",
      "The project runs as before, without m2d. Your edits stay. What only serves the comparison"
          + " with Meltano goes (parallel_run, parity.yaml, their tests), unless you edited a module"
          + " of it or a module of yours imports one. There is no way back but version control: commit before. m2d.yaml and m2d/"
          + " beside meltano.yml are no part of the project; delete them when you like.%n"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  m2d eject --dry-run dagster_project    shows what goes and what changes",
      "  m2d eject dagster_project",
      "",
      "Exit status:",
      "   0  done; places that you edited and that still name m2d are listed",
      "   1  there is no generated project; nothing written",
      "   2  wrong usage",
      "   4  conflicts of an earlier run are not resolved; nothing written",
      "   7  refused: something is in the way, or another run is writing; nothing written",
      "  74  the file system did not take a write; run again when it does",
      " 130  interrupted: the tree is as it was, or complete"
    })
final class EjectCommand implements Callable<Integer> {

  private static final int NAMED = 20;

  @CommandLine.Mixin private HelpOption unusedHelp;
  @Spec private CommandSpec spec;

  @Parameters(
      arity = "0..1",
      paramLabel = "DIR",
      description = "The generated project; default: the one we are in, or dagster_project/ here.")
  private @Nullable Path given;

  @Option(names = "--dry-run", description = "Shows what would change, and writes nothing.")
  private boolean dryRun;

  @Override
  public Integer call() {
    PrintWriter err = spec.commandLine().getErr();
    Optional<Path> folder = folder();
    if (folder.isEmpty()) {
      err.println(
          "m2d: there is no generated project"
              + (given == null ? " here." : " in `" + given + "`."));
      err.println("Name the folder that has `.m2d/manifest.json`.");
      return ExitCode.UNREADABLE;
    }
    FolderSession session = new FolderSession(err, folder.get());
    FolderSession.Work work = (output, stop) -> eject(session, folder.get(), output, stop);
    return dryRun ? session.look(true, work) : session.open(true, work);
  }

  /** The project itself, where it is named. */
  private Optional<Path> folder() {
    if (given != null) {
      Path whole = given.toAbsolutePath().normalize();
      return GeneratedProject.is(whole) ? Optional.of(whole) : Optional.empty();
    }
    return GeneratedProject.above(Path.of(""))
        .or(() -> Optional.of(Path.of("dagster_project").toAbsolutePath()))
        .filter(GeneratedProject::is);
  }

  private int eject(FolderSession session, Path folder, OutputFolder output, Interrupt interrupt)
      throws RefusedException, WriteFailedException {
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    new GenerateSummary(out, err, folder).recovered(output.recovery());
    if (output.writtenBy().isEmpty()) {
      err.println("That was the end of an eject: m2d has no part in `" + folder + "` any more.");
      return ExitCode.OK;
    }
    Ejected ejected = output.eject();
    if (!dryRun && !output.write(ejected.plan(), interrupt::requested)) {
      return session.interrupted();
    }
    for (FileAction action : ejected.plan().changes()) {
      out.println(String.format(Locale.ROOT, "%-8s %s", action.kind().label(), action.place()));
    }
    out.println("delete   .m2d/");
    out.flush();
    tell(ejected, err);
    err.println(
        dryRun
            ? "Nothing was changed."
            : "m2d has no part in `" + folder + "` any more. Run its tests, and commit.");
    return ExitCode.OK;
  }

  private static void tell(Ejected ejected, PrintWriter err) {
    if (!ejected.keptParts().isEmpty()) {
      err.println(
          "The comparison with Meltano stays, since you edited "
              + String.join(", ", ejected.keptParts())
              + ".");
    }
    if (!ejected.importers().isEmpty()) {
      err.println(
          "The comparison with Meltano stays, since modules that stay import it: "
              + String.join(", ", ejected.importers())
              + ". To have it go too, restore the folder from version control, change them, and eject"
              + " again.");
    }
    if (!ejected.stays().isEmpty()) {
      err.println("Stays, since it is behaviour:");
      ejected.stays().forEach(s -> err.println("  " + s + "."));
    }
    List<Span> left = ejected.left();
    if (!left.isEmpty()) {
      err.println("Names m2d still, in text that is yours:");
      left.stream().limit(NAMED).forEach(s -> err.println("  " + s.file() + ":" + s.line()));
      if (left.size() > NAMED) {
        err.println("  and " + (left.size() - NAMED) + " more; `grep -rni m2d` finds them.");
      }
    }
  }
}
