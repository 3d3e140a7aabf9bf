package dev.m2d.compare.performance;

import dev.m2d.compare.verdict.Part;
import dev.m2d.compare.verdict.Verdict;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What the figures of one pair say. One pair proves nothing, so nothing differs by them. */
public final class PerformancePart {

  /** The figures as a part of a comparison. */
  public static Part of(Figures left, Figures right) {
    List<String> notes = new ArrayList<>();
    notes.add(
        (left.startupSeconds().isPresent() ? "work took " : "from start to end took ")
            + number(left.workSeconds())
            + " s and "
            + number(right.workSeconds())
            + " s"
            + ratio(left.workSeconds(), right.workSeconds()));
    both(left.startupSeconds(), right.startupSeconds())
        .ifPresent(p -> notes.add("start-up took " + p.get(0) + " s and " + p.get(1) + " s"));
    both(left.cpuSeconds(), right.cpuSeconds())
        .ifPresent(
            p -> notes.add("processors were busy for " + p.get(0) + " s and " + p.get(1) + " s"));
    both(
            left.maxRssBytes().map(PerformancePart::mega),
            right.maxRssBytes().map(PerformancePart::mega))
        .ifPresent(
            p -> notes.add("memory was " + p.get(0) + " MB and " + p.get(1) + " MB at most"));
    both(left.rowsPerSecond(), right.rowsPerSecond())
        .ifPresent(p -> notes.add(p.get(0) + " and " + p.get(1) + " rows were loaded a second"));
    return new Part("performance", Optional.empty(), Verdict.EQUAL, List.of(), notes);
  }

  /** A number with one digit after the point, or two below ten. */
  public static String number(double value) {
    int digits = Math.abs(value) < 10 ? 2 : 1;
    return new BigDecimal(value).setScale(digits, RoundingMode.HALF_UP).toPlainString();
  }

  private static String ratio(double left, double right) {
    return left > 0 ? ", " + number(right / left) + " times as long" : "";
  }

  private static double mega(long bytes) {
    return bytes / 1e6;
  }

  private static Optional<List<String>> both(Optional<Double> left, Optional<Double> right) {
    return left.flatMap(l -> right.map(r -> List.of(number(l), number(r))));
  }

  private PerformancePart() {}
}
