package dev.m2d.cli;

import dev.m2d.diagnostic.Diagnostic;
import dev.m2d.diagnostic.Renderer;
import dev.m2d.meltano.resolve.ProjectReader;
import dev.m2d.meltano.resolve.Reading;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** `m2d inspect`. */
@Command(name = "inspect", description = "Shows a Meltano project as Meltano resolves it.")
final class InspectCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Parameters(arity = "0..1", defaultValue = ".", paramLabel = "PROJECT")
  private Path project;

  @Override
  public Integer call() {
    Path root = ProjectReader.find(project).orElse(project.toAbsolutePath().normalize());
    Reading reading = ProjectReader.read(root);
    PrintWriter err = spec.commandLine().getErr();
    Renderer renderer = new Renderer(reading.files());
    for (Diagnostic d : reading.diagnostics()) {
      err.println(renderer.text(d));
    }
    if (reading.project().isEmpty()) {
      return ExitCode.UNREADABLE;
    }
    spec.commandLine().getOut().println(reading.project().get().plugins().size() + " plugins");
    return ExitCode.OK;
  }
}
