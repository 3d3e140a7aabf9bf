package dev.m2d.compare.gate;

import dev.m2d.compare.bundle.JudgedPair;
import dev.m2d.compare.bundle.SideName;
import dev.m2d.compare.contract.Gate;
import dev.m2d.compare.contract.Measuring;
import dev.m2d.compare.contract.Waiver;
import dev.m2d.compare.contract.Waiver.Condition;
import dev.m2d.compare.performance.Figures;
import dev.m2d.compare.performance.PerformancePart;
import dev.m2d.compare.performance.Ratio;
import dev.m2d.compare.performance.Speed;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** How fast the new side is, over all pairs of one pipeline or job. */
final class Measurements {

  private final Gate gate;
  private final Measuring measuring;
  private final Optional<LocalDate> today;
  private final List<Block> blocks = new ArrayList<>();
  private final Set<Waiver> used = new HashSet<>();

  Measurements(Gate gate, LocalDate today) {
    this.gate = gate;
    this.measuring = gate.measuring();
    this.today = Optional.of(today);
  }

  /** One for each pipeline and job. */
  List<WorkSpeed> speeds(Evidence evidence) {
    Map<Work, List<List<Figures>>> works = new TreeMap<>(Comparator.comparing(Work::text));
    for (JudgedPair pair : evidence.currentPairs()) {
      Work work = Work.of(pair.manifest());
      List<List<Figures>> found = works.computeIfAbsent(work, w -> new ArrayList<>());
      // How long it took to do something else says nothing.
      boolean isUnequal = evidence.verdict(pair).isPresent() && !evidence.isClean(pair);
      List<Figures> figures =
          Figures.both(figures(pair, SideName.CONTROL), figures(pair, SideName.CANDIDATE));
      if (!isUnequal && !figures.isEmpty()) {
        found.add(figures);
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

  /** The waivers of the contract. */
  List<WaiverUse> waivers() {
    return gate.waivers().stream().map(w -> new WaiverUse(w, used.contains(w))).toList();
  }

  /** Whether a ratio is accepted by name. */
  private boolean isWaived(Condition condition, Work work, double ratio) {
    List<Waiver> found =
        gate.waivers().stream()
            .filter(w -> w.condition() == condition)
            .filter(w -> w.work().map(work.name()::equals).orElse(true))
            .filter(w -> ratio <= w.upTo() && !w.terms().isExpired(today))
            .toList();
    used.addAll(found);
    return !found.isEmpty();
  }

  private static Optional<Figures> figures(JudgedPair pair, SideName side) {
    return Optional.ofNullable(pair.runs().get(side)).flatMap(run -> Figures.of(side, run));
  }

  private WorkSpeed speed(Work work, List<List<Figures>> pairs) {
    Optional<Ratio> wall =
        Ratio.of(
            pairs.stream()
                .filter(p -> p.get(0).workSeconds() > 0)
                .map(p -> p.get(1).workSeconds() / p.get(0).workSeconds())
                .toList(),
            measuring);
    Optional<Ratio> memory =
        Ratio.of(
            pairs.stream()
                .filter(p -> hasMemory(p.get(0)) && hasMemory(p.get(1)))
                .map(
                    p ->
                        (double) p.get(1).maxRssBytes().orElseThrow()
                            / p.get(0).maxRssBytes().orElseThrow())
                .toList(),
            measuring);
    Speed speed = wall.map(r -> r.speed(measuring.ratioMax())).orElse(Speed.INCONCLUSIVE);
    if (wall.isEmpty()) {
      blocks.add(
          new Block(
              Block.Kind.PERFORMANCE,
              List.of(),
              work.text()
                  + " was measured in "
                  + pairs.size()
                  + (pairs.size() == 1 ? " pair, and " : " pairs, and ")
                  + measuring.pairs()
                  + " are needed: run more pairs"));
    } else if ((speed == Speed.SLOWER || speed == Speed.INCONCLUSIVE)
        && !isWaived(Condition.PERFORMANCE, work, wall.get().high())) {
      blocks.add(
          new Block(Block.Kind.PERFORMANCE, List.of(), slow(work.text(), wall.get(), speed)));
    }
    if (wall.isPresent() && memory.isEmpty() && !isWaived(Condition.MEMORY, work, 0)) {
      blocks.add(
          new Block(
              Block.Kind.MEMORY,
              List.of(),
              "the memory of "
                  + work.text()
                  + " was measured in fewer pairs than the "
                  + measuring.pairs()
                  + " that are needed: run more pairs where it can be measured"));
    }
    memory
        .filter(r -> r.median() > measuring.rssRatioMax())
        .filter(r -> !isWaived(Condition.MEMORY, work, r.median()))
        .ifPresent(
            r ->
                blocks.add(
                    new Block(
                        Block.Kind.MEMORY,
                        List.of(),
                        work.text()
                            + " needs "
                            + PerformancePart.number(r.median())
                            + " times the memory, where "
                            + PerformancePart.number(measuring.rssRatioMax())
                            + " are allowed")));
    return new WorkSpeed(work.text(), pairs.size(), wall, memory, startup(pairs), speed);
  }

  /** A side whose memory could not be measured is captured with none. */
  private static boolean hasMemory(Figures side) {
    return side.maxRssBytes().filter(b -> b > 0).isPresent();
  }

  private String slow(String work, Ratio wall, Speed speed) {
    return work
        + " takes "
        + PerformancePart.number(wall.median())
        + " times as long (interval: "
        + PerformancePart.number(wall.low())
        + " to "
        + PerformancePart.number(wall.high())
        + "), where "
        + PerformancePart.number(measuring.ratioMax())
        + " are allowed: "
        + (speed == Speed.SLOWER
            ? "make it faster, or agree on a waiver with whoever needs the data in time"
            : "run more pairs on a quiet machine");
  }

  private static Optional<Double> startup(List<List<Figures>> pairs) {
    List<Double> later =
        pairs.stream()
            .filter(
                p -> p.get(0).startupSeconds().isPresent() && p.get(1).startupSeconds().isPresent())
            .map(
                p ->
                    p.get(1).startupSeconds().orElseThrow()
                        - p.get(0).startupSeconds().orElseThrow())
            .sorted()
            .toList();
    return later.isEmpty() ? Optional.empty() : Optional.of(later.get(later.size() / 2));
  }
}
