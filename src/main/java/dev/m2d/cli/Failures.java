package dev.m2d.cli;

import dev.m2d.naming.DidYouMean;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** Tells what is wrong with a command line, or that a command failed by a bug. */
final class Failures implements IParameterExceptionHandler, IExecutionExceptionHandler {

  @Override
  public int handleExecutionException(Exception error, CommandLine command, ParseResult parsed) {
    command.getErr().println("m2d: a bug in m2d: " + error);
    command.getErr().println("Please report it with the project that shows it.");
    if (System.getenv("M2D_DEBUG") != null) {
      error.printStackTrace(command.getErr());
    }
    return ExitCode.BUG;
  }

  @Override
  public int handleParseException(ParameterException error, String[] arguments) {
    CommandLine command = error.getCommandLine();
    PrintWriter err = command.getErr();
    String name = command.getCommandSpec().qualifiedName();
    List<String> unmatched =
        error instanceof UnmatchedArgumentException u ? u.getUnmatched() : List.of();
    if (unmatched.isEmpty()) {
      err.println(name + ": " + sentence(String.valueOf(error.getMessage())));
    } else {
      String word = unmatched.get(0);
      boolean isOption = word.startsWith("-");
      boolean takesCommand = !command.getSubcommands().isEmpty();
      String what =
          isOption ? "unknown option" : takesCommand ? "unknown command" : "unexpected argument";
      String option = word.contains("=") ? word.substring(0, word.indexOf('=')) : word;
      err.println(
          name
              + ": "
              + what
              + " `"
              + option
              + "`."
              + DidYouMean.hint(option, words(command, isOption)));
    }
    err.println("`" + name + " --help` shows what there is.");
    return ExitCode.USAGE;
  }

  private static List<String> words(CommandLine command, boolean options) {
    List<String> words = new ArrayList<>();
    if (options) {
      for (OptionSpec option : command.getCommandSpec().options()) {
        words.addAll(List.of(option.names()));
      }
    } else {
      words.addAll(command.getSubcommands().keySet());
    }
    return words;
  }

  private static String sentence(String message) {
    String first = message.lines().findFirst().orElse("wrong usage");
    return Character.toLowerCase(first.charAt(0))
        + first.substring(1)
        + (first.endsWith(".") || first.endsWith("?") ? "" : ".");
  }
}
