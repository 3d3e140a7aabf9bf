package dev.m2d.compare.performance;

import dev.m2d.compare.bundle.CapturedSide;
import dev.m2d.compare.bundle.SideName;
import dev.m2d.compare.bundle.SideRun;
import java.util.List;
import java.util.Optional;

/**
 * What one side needed.
 *
 * @param wallSeconds from its start to its end
 * @param startupSeconds of these until the first step began
 * @param cpuSeconds of all of its processes
 * @param maxRssBytes the most memory that they held
 * @param rows how many records it loaded; empty when that was not counted
 */
public record Figures(
    SideName side,
    double wallSeconds,
    Optional<Double> startupSeconds,
    Optional<Double> cpuSeconds,
    Optional<Long> maxRssBytes,
    Optional<Long> rows) {

  /** The figures of a side; empty when it did not run to its end. */
  public static Optional<Figures> of(CapturedSide side) {
    return of(side.folder(), side.run());
  }

  /** The same. */
  public static Optional<Figures> of(SideName side, SideRun run) {
    if (!run.succeeded() || run.wallSeconds().isEmpty()) {
      return Optional.empty();
    }
    long rows = run.records().values().stream().mapToLong(Long::longValue).sum();
    return Optional.of(
        new Figures(
            side,
            run.wallSeconds().get(),
            run.startupSeconds(),
            run.cpuSeconds(),
            run.maxRssBytes().filter(bytes -> bytes > 0),
            run.records().isEmpty() || !run.uncounted().isEmpty()
                ? Optional.empty()
                : Optional.of(rows)));
  }

  /**
   * The figures of both sides, the left ones first; none where a side did not run to its end. What
   * one side's start took counts only where the other's is known: work is not compared with wall
   * time.
   */
  public static List<Figures> both(Optional<Figures> left, Optional<Figures> right) {
    if (left.isEmpty() || right.isEmpty()) {
      return List.of();
    }
    boolean isKnown =
        left.get().startupSeconds().isPresent() && right.get().startupSeconds().isPresent();
    List<Figures> figures = List.of(left.get(), right.get());
    return isKnown ? figures : figures.stream().map(Figures::withoutStart).toList();
  }

  private Figures withoutStart() {
    return new Figures(side, wallSeconds, Optional.empty(), cpuSeconds, maxRssBytes, rows);
  }

  /** Seconds without those of the start, which do not grow with the data. */
  public double workSeconds() {
    double work = wallSeconds - startupSeconds.orElse(0.0);
    return work > 0 ? work : wallSeconds;
  }

  /** Rows loaded in a second of work. */
  public Optional<Double> rowsPerSecond() {
    return rows.filter(n -> workSeconds() > 0).map(n -> n / workSeconds());
  }
}
