package dev.m2d.compare.contract;

import java.util.List;

/**
 * What has to be shown before the new side may take over, and then before the old one may go.
 *
 * @param consecutiveClean pairs without a difference, one after the other, each side at its source
 * @param consecutiveCleanAppend the same of a stream whose target only appends
 * @param consecutiveCleanLogBased the same of a stream that its tap reads from a log of changes
 * @param minDays days over which they are spread
 * @param includeDays kinds of days of which one must be among these
 * @param maxAgeHours age of the last one
 * @param clockSkewMinutes how far the clocks of two machines may be apart
 * @param measuring how duration and memory are judged
 * @param maxRows rows of a stream that may differ, where the stream says nothing of it
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
    int consecutiveCleanLogBased,
    int minDays,
    List<DayKind> includeDays,
    int maxAgeHours,
    int clockSkewMinutes,
    Measuring measuring,
    RowLimit maxRows,
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
          10,
          3,
          List.of(),
          48,
          5,
          Measuring.DEFAULT,
          RowLimit.NONE,
          1,
          0.95,
          10,
          0.05,
          3,
          5,
          7,
          List.of("full", "incremental", "noop", "resume", "round_trip", "mutation"),
          List.of());

  public Gate {
    includeDays = List.copyOf(includeDays);
    require = List.copyOf(require);
    waivers = List.copyOf(waivers);
  }
}
