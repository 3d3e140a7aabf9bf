package dev.m2d.compare.gate;

import dev.m2d.compare.bundle.JudgedPair;
import dev.m2d.compare.bundle.Mode;
import dev.m2d.compare.bundle.SideName;
import dev.m2d.compare.bundle.SideRun;
import dev.m2d.compare.contract.Gate;
import dev.m2d.compare.contract.Sla;
import dev.m2d.compare.performance.PerformancePart;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Whether the new side, at its source, takes no longer than was promised. */
final class Promises {

  private final Gate gate;
  private final List<Block> blocks = new ArrayList<>();

  private Promises(Gate gate) {
    this.gate = gate;
  }

  /** What blocks. */
  static List<Block> blocks(Evidence evidence, Gate gate) {
    Promises promises = new Promises(gate);
    Map<Work, List<Double>> runs = new TreeMap<>(Comparator.comparing(Work::text));
    for (JudgedPair pair : evidence.currentPairs()) {
      List<Double> found = runs.computeIfAbsent(Work.of(pair.manifest()), w -> new ArrayList<>());
      if (pair.manifest().mode() == Mode.LIVE) {
        Optional.ofNullable(pair.runs().get(SideName.CANDIDATE))
            .filter(SideRun::succeeded)
            .flatMap(SideRun::wallSeconds)
            .ifPresent(found::add);
      }
    }
    gate.measuring().slas().forEach(sla -> promises.judge(sla, runs));
    return promises.blocks;
  }

  private void judge(Sla sla, Map<Work, List<Double>> runs) {
    boolean isRun = false;
    for (Map.Entry<Work, List<Double>> run : runs.entrySet()) {
      Work work = run.getKey();
      if (sla.work().map(work.name()::equals).orElse(true) && !run.getValue().isEmpty()) {
        isRun = true;
        judge(sla, work, run.getValue());
      }
    }
    if (!isRun) {
      add(
          "no pair with each side at its source has shown that "
              + sla.work().map(w -> "`" + w + "`").orElse("anything")
              + " keeps its SLA: run one with `--mode live`");
    }
  }

  /** As many runs count as there must be clean pairs, so that a slow one is over some day. */
  private void judge(Sla sla, Work work, List<Double> seconds) {
    int counted = Math.min(seconds.size(), Math.max(1, gate.consecutiveClean()));
    List<Double> last = seconds.subList(seconds.size() - counted, seconds.size());
    List<Double> late = last.stream().filter(s -> s > sla.maxSeconds()).sorted().toList();
    if (!late.isEmpty()) {
      add(
          work.text()
              + " missed its SLA of "
              + PerformancePart.number(sla.maxSeconds())
              + " s in "
              + late.size()
              + " of the last "
              + counted
              + (counted == 1 ? " pair" : " pairs")
              + ", "
              + PerformancePart.number(late.get(late.size() - 1))
              + " s at most: make it faster, or agree on another");
    }
  }

  private void add(String message) {
    blocks.add(new Block(Block.Kind.SLA, List.of(), message));
  }
}
