package dev.m2d.cli;

import dev.m2d.meltano.resolve.Reading;
import dev.m2d.naming.DidYouMean;
import dev.m2d.output.FileAction;
import dev.m2d.output.Manifest;
import dev.m2d.output.OutputFolder;
import dev.m2d.output.RefusedException;
import dev.m2d.output.Restored;
import dev.m2d.output.WriteFailedException;
import dev.m2d.proposal.Adoption;
import dev.m2d.render.RenderedFile;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** `m2d restore`. */
@Command(
    name = "restore",
    description = {
      "Gives generated files the text back that m2d last wrote.",
      "",
      "What is in a file instead is kept beside it as FILE.orig. A file that you deleted is written"
          + " as m2d writes it today, one that you moved gets its text where it is now. Of README.md and what else"
          + " has managed blocks only the blocks are restored. Conflict markers go with the text"
          + " they stand in.%n"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  m2d restore dagster_project/dagster_project/defs/jobs/daily.py",
      "  m2d restore --dry-run dagster_project/plugins/*/*.yaml",
      "",
      "Exit status:",
      "   0  restored, or as m2d wrote it already",
      "   1  a file is not one that `m2d generate` wrote; nothing written",
      "   2  wrong usage",
      "   7  refused: a secret file, a lost text, or another run is writing; nothing written",
      "  74  the file system did not take a write; run again when it does",
      " 130  interrupted: the tree is as it was, or complete"
    })
final class RestoreCommand implements Callable<Integer> {

  @CommandLine.Mixin private HelpOption unusedHelp;
  @Spec private CommandSpec spec;

  @Parameters(arity = "1..*", paramLabel = "PATH", description = "Files of the generated project.")
  private List<Path> paths = new ArrayList<>();

  @Option(names = "--dry-run", description = "Says what would be restored, and writes nothing.")
  private boolean dryRun;

  @Override
  public Integer call() {
    PrintWriter err = spec.commandLine().getErr();
    Set<Path> folders = new LinkedHashSet<>();
    for (Path path : paths) {
      Optional<Path> folder = GeneratedProject.above(path);
      if (folder.isEmpty()) {
        return stranger(path, "there is no generated project above it.");
      }
      folders.add(folder.get());
    }
    if (folders.size() > 1) {
      throw new ParameterException(
          spec.commandLine(), "the files are of several generated projects: " + folders);
    }
    Path folder = folders.iterator().next();
    FolderSession session = new FolderSession(err, folder);
    FolderSession.Work work = (output, stop) -> restore(session, folder, output, stop);
    return dryRun ? session.look(true, work) : session.open(true, work);
  }

  private int restore(FolderSession session, Path folder, OutputFolder output, Interrupt interrupt)
      throws RefusedException, WriteFailedException {
    PrintWriter err = spec.commandLine().getErr();
    new GenerateSummary(spec.commandLine().getOut(), err, folder).recovered(output.recovery());
    if (output.writtenBy().isEmpty()) {
      err.println("m2d: that was the end of an eject: m2d keeps no text of these files any more.");
      return ExitCode.UNREADABLE;
    }
    Set<Manifest.Entry> entries = new LinkedHashSet<>();
    for (Path path : paths) {
      String place = GeneratedProject.place(folder, path);
      Optional<Manifest.Entry> entry = output.at(place);
      if (entry.isEmpty()) {
        boolean isFolder = Files.isDirectory(path);
        String hint = isFolder ? "" : DidYouMean.hint(place, output.places());
        return stranger(
            path,
            isFolder ? "it is a folder; name files." : "`m2d generate` did not write it." + hint);
      }
      entries.add(entry.get());
    }
    Restored restored = output.restore(List.copyOf(entries), new Fresh(folder, output));
    if (!restored.problems().isEmpty()) {
      restored.problems().forEach(p -> err.println("m2d: " + p + "."));
      err.println("m2d: refused; nothing was written to `" + folder + "`.");
      return ExitCode.REFUSED;
    }
    if (!dryRun && !output.write(restored.plan(), interrupt::requested)) {
      return session.interrupted();
    }
    for (FileAction action : restored.plan().actions()) {
      if (action.entry().isPresent() || action.note().isPresent()) {
        err.println(line(action, dryRun));
      }
    }
    if (dryRun) {
      err.println("Nothing was changed.");
    }
    return ExitCode.OK;
  }

  private int stranger(Path path, String why) {
    PrintWriter err = spec.commandLine().getErr();
    err.println("m2d: `" + path + "` cannot be restored: " + why);
    err.println("Nothing was written.");
    return ExitCode.UNREADABLE;
  }

  private static String line(FileAction action, boolean dryRun) {
    String done =
        switch (action.kind()) {
          case UNCHANGED -> "as m2d wrote it";
          case DELETE -> dryRun ? "would be deleted" : "deleted";
          default -> dryRun ? "would be restored" : "restored";
        };
    return done + ": " + action.place() + action.note().map(n -> " (" + n + ")").orElse("");
  }

  /** What m2d would write now; the Meltano project is read when first something is asked for. */
  private final class Fresh implements Function<String, Optional<RenderedFile>> {

    private final Path folder;
    private final OutputFolder output;
    private Optional<Map<String, RenderedFile>> files = Optional.empty();

    Fresh(Path folder, OutputFolder output) {
      this.folder = folder;
      this.output = output;
    }

    @Override
    public Optional<RenderedFile> apply(String path) {
      if (files.isEmpty()) {
        files = Optional.of(render());
      }
      return Optional.ofNullable(files.get().get(path));
    }

    private Map<String, RenderedFile> render() {
      Path project = folder.resolve(output.options().getOrDefault("meltanoProject", ".."));
      PrintWriter unused = new PrintWriter(new StringWriter());
      Optional<Reading> reading =
          ProjectArgument.of(project.normalize()).read(unused, "", new Adoption());
      if (reading.isEmpty()) {
        return Map.of();
      }
      try {
        return new Generation(spec, reading.get(), folder)
            .make(output.names()).files().stream()
                .collect(Collectors.toMap(RenderedFile::path, Function.identity()));
      } catch (UnusableTemplates e) {
        return Map.of();
      }
    }
  }
}
