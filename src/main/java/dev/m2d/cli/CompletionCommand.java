package dev.m2d.cli;

import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** `m2d completion`. */
@Command(
    name = "completion",
    description = "Prints a script that completes m2d's commands and options in bash and zsh.",
    footerHeading = "%nTo use it now, and in every new shell:%n",
    footer = {
      "  source <(m2d completion)",
      "  m2d completion > ~/.local/share/bash-completion/completions/m2d",
      "",
      "In zsh, put the first line into ~/.zshrc."
    })
final class CompletionCommand implements Callable<Integer> {

  @CommandLine.Mixin private HelpOption unusedHelp;
  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    spec.commandLine().getOut().print(AutoComplete.bash("m2d", Main.commandLine()));
    spec.commandLine().getOut().flush();
    return ExitCode.OK;
  }
}
