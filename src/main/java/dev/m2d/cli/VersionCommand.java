package dev.m2d.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** `m2d version`. */
@Command(name = "version", description = "Prints the version.")
final class VersionCommand implements Callable<Integer> {

  @CommandLine.Mixin private HelpOption unusedHelp;
  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    spec.commandLine().getOut().println("m2d " + ToolVersion.get());
    return ExitCode.OK;
  }
}
