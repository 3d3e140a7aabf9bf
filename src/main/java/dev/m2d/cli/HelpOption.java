package dev.m2d.cli;

import picocli.CommandLine.Option;

/** `--help` for every command. */
final class HelpOption {

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Shows this help.")
  private boolean unusedAsked;
}
