package dev.m2d.compare.contract;

import java.util.List;

/**
 * What has to be shown before the new side may take over, and then before the old one may go.
 *
 * @param consecutiveClean pairs without a difference, one after the other, each side at its source
 * @param consecutiveCleanAppend the same of a stream whose target only appends
 * @param minDays days over which they are spread
 * @param maxAgeHours age of the last one
 * @param perfRatioMax wall time of the new side by that of the old one
 * @param rssRatioMax peak memory, the same way
 * @param minRows rows that a stream must have
 * @param volumeMin rows of a stream by its median of earlier pairs
 * @param volumePairs of how many earlier pairs
 * @param knownMax columns with a leniency by all columns
 * @param alertAfter pairs in a row that prove nothing
 * @param reverseClean clean pairs after the cut-over
 * @param reverseDays days of clean pairs after it; either is enough
 * @param require scenarios, and `mutation` for the proof that a fault is found
 * @param waivers what people have agreed to relax
 */
public record Gate(
    int consecutiveClean,
    int consecutiveCleanAppend,
    int minDays,
    int maxAgeHours,
    double perfRatioMax,
    double rssRatioMax,
    long minRows,
    double volumeMin,
    int volumePairs,
    double knownMax,
    int alertAfter,
    int reverseClean,
    int reverseDays,
    List<String> require,
    List<Waiver> waivers) {

  /** What holds without a word in the contract. */
  public static final Gate DEFAULT =
      new Gate(
          5,
          10,
          3,
          48,
          1.2,
          1.5,
          1,
          0.95,
          10,
          0.05,
          3,
          5,
          7,
          List.of("full", "incremental", "noop", "resume", "mutation"),
          List.of());

  public Gate {
    require = List.copyOf(require);
    waivers = List.copyOf(waivers);
  }
}
