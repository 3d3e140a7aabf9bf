package dev.m2d.cli;

import dev.m2d.diagnostic.Diagnostic;
import dev.m2d.diagnostic.Span;
import dev.m2d.render.Overrides;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** `m2d templates lint`. */
@Command(
    name = "lint",
    description = {
      "Checks the templates in m2d/templates/ of the project, without rendering them.",
      "",
      "`m2d generate` does the same before it renders anything, and then reads what the templates"
          + " have made.%n"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  m2d templates lint                       all of them",
      "  m2d templates lint workspace.yaml.ftl    one of them",
      "",
      "Exit status:",
      "   0  no errors; there may be warnings",
      "   1  errors, which `m2d generate` would stop at; or the project is missing",
      "   2  wrong usage, or no such template"
    })
final class TemplatesLintCommand implements Callable<Integer> {

  @CommandLine.Mixin private HelpOption unusedHelp;
  @CommandLine.Mixin private TemplatesProject project;
  @Spec private CommandSpec spec;

  @Parameters(
      arity = "0..*",
      paramLabel = "PATH",
      description = "As `m2d templates list` has it; default: all of the project.")
  private List<String> paths = List.of();

  @Override
  public Integer call() {
    PrintWriter err = spec.commandLine().getErr();
    List<String> files =
        paths.stream()
            .map(p -> Overrides.FOLDER + TemplatesProject.name(spec.commandLine(), p))
            .toList();
    Optional<Path> root = project.root(err);
    if (root.isEmpty()) {
      return ExitCode.UNREADABLE;
    }
    TemplatesProject.Own own = TemplatesProject.read(root.get());
    List<String> there = own.overrides().files().stream().map(f -> f.path()).toList();
    List<Diagnostic> wanted =
        own.findings().stream()
            .filter(d -> files.isEmpty() || files.contains(d.at().map(Span::file).orElse("")))
            .toList();
    own.show(err, wanted);
    for (String file : files) {
      if (!there.contains(file) && wanted.isEmpty()) {
        err.println("m2d: the project has no `" + file + "`; the built-in is used.");
      }
    }
    if (wanted.isEmpty() && files.isEmpty()) {
      int n = there.size();
      err.println(
          n == 0
              ? "The project has no templates of its own in `" + Overrides.FOLDER + "`."
              : n + (n == 1 ? " template" : " templates") + ", no findings.");
    } else if (wanted.isEmpty() && there.containsAll(files)) {
      err.println("No findings.");
    }
    return wanted.stream().anyMatch(Diagnostic::isError) ? ExitCode.UNREADABLE : ExitCode.OK;
  }
}
