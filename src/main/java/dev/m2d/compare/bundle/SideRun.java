package dev.m2d.compare.bundle;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * How a side ran: run.json.
 *
 * @param exitCode of its process; empty when it was not started or did not end by itself
 * @param interrupted whether it was stopped from outside
 * @param skipped whether it was left out
 * @param startedAt empty when it was skipped; the same holds for all that was measured
 * @param wallSeconds from its start to its end, start-up included
 * @param startupSeconds until the first step began
 * @param cpuSeconds of all of its processes, user and system
 * @param maxRssBytes the most memory that its processes held
 * @param records how many records each stream got
 * @param uncounted the pipelines of which nobody knows how many records they loaded
 */
public record SideRun(
    Optional<Integer> exitCode,
    boolean interrupted,
    boolean skipped,
    Optional<Instant> startedAt,
    Optional<Instant> endedAt,
    Optional<Double> wallSeconds,
    Optional<Double> startupSeconds,
    Optional<Double> cpuSeconds,
    Optional<Long> maxRssBytes,
    Map<String, Long> records,
    Set<String> uncounted) {

  public SideRun {
    records = Map.copyOf(records);
    uncounted = Set.copyOf(uncounted);
  }

  /** Whether it came to its end, so that what it left behind can be judged. */
  public boolean succeeded() {
    return !interrupted && !skipped && exitCode.filter(code -> code == 0).isPresent();
  }
}
