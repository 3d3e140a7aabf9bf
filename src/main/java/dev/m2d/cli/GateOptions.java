package dev.m2d.cli;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What `m2d compare` takes for the way to a cut-over. */
final class GateOptions {

  @Option(
      names = "--selftest",
      description =
          "Puts twelve faults into a copy of the bundle's new side, one at a time, and tells which"
              + " of them are found. The pair must be equal.")
  boolean isSelftest;

  @Option(
      names = "--gate",
      description =
          "Tells whether the new side may take over, by all pairs of --history, and what is still"
              + " to be done.")
  boolean isAsked;

  @Option(
      names = "--history",
      paramLabel = "DIR",
      description = "The folder of the bundles, each with its verdict; gate.json is written there.")
  @Nullable Path history;

  @Option(
      names = "--now",
      paramLabel = "TIME",
      description = "The time at which to judge, as 2024-01-31T06:00:00Z; default: the present.")
  @Nullable String now;
}
