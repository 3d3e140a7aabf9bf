package dev.m2d.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The entry point. */
@Command(
    name = "m2d",
    description = "Turns a Meltano project into a Dagster project.",
    subcommands = {InspectCommand.class, VersionCommand.class},
    synopsisSubcommandLabel = "COMMAND",
    mixinStandardHelpOptions = false)
public final class Main {

  /** Runs one command and exits with its status. */
  public static void main(String[] args) {
    System.exit(run(args));
  }

  /** Runs one command; answers the exit status. */
  static int run(String... args) {
    CommandLine line = new CommandLine(new Main());
    line.setExecutionExceptionHandler(
        (error, command, parsed) -> {
          command.getErr().println("m2d: a bug in m2d: " + error);
          command.getErr().println("Please report it with the project that shows it.");
          return ExitCode.BUG;
        });
    return line.execute(args);
  }
}
