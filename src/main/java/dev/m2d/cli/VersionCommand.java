package dev.m2d.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** `m2d version`. */
@Command(name = "version", description = "Prints the version.")
final class VersionCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    String version = VersionCommand.class.getPackage().getImplementationVersion();
    spec.commandLine().getOut().println("m2d " + (version == null ? "(not packaged)" : version));
    return ExitCode.OK;
  }
}
