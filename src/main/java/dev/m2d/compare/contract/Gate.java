package dev.m2d.compare.contract;

import java.util.List;

/**
 * What has to be shown before the new side may take over.
 *
 * @param consecutiveClean pairs without a difference, one after the other
 * @param minDays days over which they are spread
 * @param maxAgeHours age of the last one
 * @param perfRatioMax wall time of the new side by that of the old one
 * @param rssRatioMax peak memory, the same way
 * @param minRows rows that a stream must have
 * @param volumeMin rows of a stream by its median of earlier pairs
 * @param knownMax columns with a leniency by all columns
 * @param require scenarios, and `mutation` for the proof that a fault is found
 */
public record Gate(
    int consecutiveClean,
    int minDays,
    int maxAgeHours,
    double perfRatioMax,
    double rssRatioMax,
    long minRows,
    double volumeMin,
    double knownMax,
    List<String> require) {

  /** What holds without a word in the contract. */
  public static final Gate DEFAULT =
      new Gate(
          5,
          3,
          48,
          1.2,
          1.5,
          1,
          0.95,
          0.05,
          List.of("full", "incremental", "noop", "resume", "mutation"));

  public Gate {
    require = List.copyOf(require);
  }
}
