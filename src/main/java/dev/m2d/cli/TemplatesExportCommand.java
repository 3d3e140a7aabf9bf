package dev.m2d.cli;

import dev.m2d.render.BuiltInTemplates;
import dev.m2d.render.Overrides;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** `m2d templates export`. */
@Command(
    name = "export",
    description = {
      "Copies built-in templates to m2d/templates/ of the project, to be changed there.",
      "",
      "The first line of a copy holds the hash of the built-in, so that a later m2d can tell when"
          + " the built-in has changed. No file is overwritten. To add to a template without"
          + " copying it, include it: `m2d templates --help` has an example.%n"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  m2d templates export workspace.yaml.ftl pyproject.toml.ftl",
      "  m2d templates export --print README.md.ftl | diff m2d/templates/README.md.ftl -",
      "",
      "Exit status:",
      "   0  written",
      "   1  the project is missing",
      "   2  wrong usage, or no such template",
      "   7  refused: there is such a file already; nothing written",
      "  74  the file system did not take a write"
    })
final class TemplatesExportCommand implements Callable<Integer> {

  @CommandLine.Mixin private HelpOption unusedHelp;
  @CommandLine.Mixin private TemplatesProject project;
  @Spec private CommandSpec spec;

  @Parameters(arity = "1..*", paramLabel = "PATH", description = "As `m2d templates list` has it.")
  private List<String> paths = List.of();

  @Option(
      names = "--print",
      description = "Prints the copies to standard output, and writes no file.")
  private boolean print;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    List<String> names =
        paths.stream().map(p -> TemplatesProject.name(spec.commandLine(), p)).distinct().toList();
    if (print) {
      names.forEach(name -> out.print(BuiltInTemplates.exported(name)));
      out.flush();
      return ExitCode.OK;
    }
    Optional<Path> root = project.root(err);
    if (root.isEmpty()) {
      return ExitCode.UNREADABLE;
    }
    List<String> inTheWay = inTheWay(root.get(), names);
    if (!inTheWay.isEmpty()) {
      inTheWay.forEach(err::println);
      err.println("m2d: refused; nothing was written.");
      return ExitCode.REFUSED;
    }
    for (String name : names) {
      Path file = root.get().resolve(Overrides.FOLDER + name);
      try {
        Files.createDirectories(file.getParent());
        Files.write(
            file,
            BuiltInTemplates.exported(name).getBytes(StandardCharsets.UTF_8),
            StandardOpenOption.CREATE_NEW,
            StandardOpenOption.WRITE);
      } catch (IOException e) {
        err.println("m2d: `" + Overrides.FOLDER + name + "` cannot be written: " + reason(e) + ".");
        return ExitCode.CANNOT_WRITE;
      }
      out.println(Overrides.FOLDER + name);
    }
    out.flush();
    err.println("Change it, then `m2d templates lint` checks it and `m2d generate` uses it.");
    return ExitCode.OK;
  }

  /** Every name once; a link could lead anywhere. */
  private static List<String> inTheWay(Path root, List<String> names) {
    List<String> found = new ArrayList<>();
    for (String folder : List.of("m2d", Overrides.FOLDER)) {
      if (Files.isSymbolicLink(root.resolve(folder))) {
        found.add("m2d: `" + folder + "` is a link; templates are not read through links.");
      }
    }
    for (String name : names) {
      if (Files.exists(root.resolve(Overrides.FOLDER + name), LinkOption.NOFOLLOW_LINKS)) {
        found.add("m2d: `" + Overrides.FOLDER + name + "` is there already; delete or rename it.");
      }
    }
    return found;
  }

  private static String reason(IOException e) {
    return e instanceof java.nio.file.FileSystemException f && f.getReason() != null
        ? f.getReason()
        : e.getClass().getSimpleName();
  }
}
