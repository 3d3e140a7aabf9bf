package dev.m2d.compare.gate;

import dev.m2d.compare.bundle.JudgedPair;
import dev.m2d.compare.bundle.SideName;
import dev.m2d.compare.contract.Gate;
import dev.m2d.compare.performance.Figures;
import dev.m2d.compare.performance.PerformancePart;
import dev.m2d.compare.performance.Ratio;
import dev.m2d.compare.performance.Speed;
import dev.m2d.compare.verdict.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** How fast the new side is, over all pairs of one pipeline or job. */
final class Measurements {

  private final Gate gate;
  private final List<Block> blocks = new ArrayList<>();

  Measurements(Gate gate) {
    this.gate = gate;
  }

  /** One for each pipeline and job. */
  List<WorkSpeed> speeds(Evidence evidence) {
    Map<String, List<Figures[]>> works = new TreeMap<>();
    for (JudgedPair pair : evidence.currentPairs()) {
      String work =
          pair.manifest()
              .job()
              .map(j -> "the job `" + j + "`")
              .or(() -> pair.manifest().pipeline().map(p -> "the pipeline `" + p + "`"))
              .orElse("the pair");
      List<Figures[]> found = works.computeIfAbsent(work, w -> new ArrayList<>());
      // How long it took to do something else says nothing.
      boolean isUnequal =
          evidence.verdict(pair).filter(v -> v.overall() != Verdict.EQUAL).isPresent();
      Optional<Figures> control = figures(pair, SideName.CONTROL);
      Optional<Figures> candidate = figures(pair, SideName.CANDIDATE);
      if (!isUnequal && control.isPresent() && candidate.isPresent()) {
        found.add(new Figures[] {control.get(), candidate.get()});
      }
    }
    List<WorkSpeed> speeds = new ArrayList<>();
    works.forEach((work, pairs) -> speeds.add(speed(work, pairs)));
    return speeds;
  }

  /** What of it blocks. */
  List<Block> blocks() {
    return blocks;
  }

  private static Optional<Figures> figures(JudgedPair pair, SideName side) {
    return Optional.ofNullable(pair.runs().get(side)).flatMap(run -> Figures.of(side, run));
  }

  private WorkSpeed speed(String work, List<Figures[]> pairs) {
    Optional<Ratio> wall =
        Ratio.of(
            pairs.stream()
                .filter(p -> p[0].workSeconds() > 0)
                .map(p -> p[1].workSeconds() / p[0].workSeconds())
                .toList());
    Optional<Ratio> memory =
        Ratio.of(
            pairs.stream()
                .filter(p -> p[0].maxRssBytes().isPresent() && p[1].maxRssBytes().isPresent())
                .map(
                    p ->
                        (double) p[1].maxRssBytes().orElseThrow()
                            / p[0].maxRssBytes().orElseThrow())
                .toList());
    Speed speed = wall.map(r -> r.speed(gate.perfRatioMax())).orElse(Speed.INCONCLUSIVE);
    if (wall.isEmpty()) {
      blocks.add(
          new Block(
              Block.Kind.PERFORMANCE,
              List.of(),
              work
                  + " was measured in "
                  + pairs.size()
                  + (pairs.size() == 1 ? " pair, and " : " pairs, and ")
                  + Ratio.LEAST_PAIRS
                  + " are needed: run more pairs"));
    } else if (speed == Speed.SLOWER || speed == Speed.INCONCLUSIVE) {
      blocks.add(new Block(Block.Kind.PERFORMANCE, List.of(), slow(work, wall.get(), speed)));
    }
    memory
        .filter(r -> r.median() > gate.rssRatioMax())
        .ifPresent(
            r ->
                blocks.add(
                    new Block(
                        Block.Kind.MEMORY,
                        List.of(),
                        work
                            + " needs "
                            + PerformancePart.number(r.median())
                            + " times the memory, where "
                            + PerformancePart.number(gate.rssRatioMax())
                            + " are allowed")));
    return new WorkSpeed(work, pairs.size(), wall, memory, startup(pairs), speed);
  }

  private String slow(String work, Ratio wall, Speed speed) {
    return work
        + " takes "
        + PerformancePart.number(wall.median())
        + " times as long (95 %: "
        + PerformancePart.number(wall.low())
        + " to "
        + PerformancePart.number(wall.high())
        + "), where "
        + PerformancePart.number(gate.perfRatioMax())
        + " are allowed: "
        + (speed == Speed.SLOWER
            ? "make it faster, or raise `gate.perf_ratio_max` with whoever needs the data in time"
            : "run more pairs on a quiet machine");
  }

  private static Optional<Double> startup(List<Figures[]> pairs) {
    List<Double> later =
        pairs.stream()
            .filter(p -> p[0].startupSeconds().isPresent() && p[1].startupSeconds().isPresent())
            .map(p -> p[1].startupSeconds().orElseThrow() - p[0].startupSeconds().orElseThrow())
            .sorted()
            .toList();
    return later.isEmpty() ? Optional.empty() : Optional.of(later.get(later.size() / 2));
  }
}
