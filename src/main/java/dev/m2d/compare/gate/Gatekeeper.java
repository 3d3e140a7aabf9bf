package dev.m2d.compare.gate;

import dev.m2d.compare.bundle.History;
import dev.m2d.compare.bundle.JudgedPair;
import dev.m2d.compare.bundle.Manifest;
import dev.m2d.compare.bundle.StoredVerdict;
import dev.m2d.compare.contract.Gate;
import dev.m2d.compare.gate.StreamState.Reverse;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Judges a history. The same history, contract and time give the same result. */
public final class Gatekeeper {

  private static final String MUTATION = "mutation";

  private final Evidence evidence;
  private final Terms terms;
  private final Gate gate;
  private final LocalDate today;
  private final List<Block> blocks = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();

  private Gatekeeper(Evidence evidence, Terms terms) {
    this.evidence = evidence;
    this.terms = terms;
    this.gate = terms.contract().gate();
    this.today = terms.now().atZone(ZoneOffset.UTC).toLocalDate();
  }

  /** The result of a history. */
  public static GateResult judge(History history, Terms terms) {
    return new Gatekeeper(Evidence.of(history.pairs(), terms), terms).result(history);
  }

  private GateResult result(History history) {
    List<String> names = List.copyOf(streams());
    GateResult.Step step = step(names);
    ContractTerms contract = new ContractTerms(terms);
    blocks.addAll(contract.blocks(evidence));
    notes.addAll(contract.unused(evidence));
    for (String folder : history.unfinished()) {
      notes.add("`" + folder + "` was not run to its end and is not counted");
    }
    int other = evidence.pairs().size() - evidence.currentPairs().size();
    if (other > 0) {
      notes.add(
          other
              + (other == 1 ? " pair is" : " pairs are")
              + " of other code, other plugins or another contract, and not counted");
    }
    if (evidence.pairs().isEmpty()) {
      blocks.add(
          new Block(
              Block.Kind.PAIRS,
              List.of(),
              "there is no pair: run `python -m dagster_project.parallel_run pair`"));
    }
    notJudged();
    noise(history);
    List<StreamState> streams = new ArrayList<>();
    for (String stream : names) {
      streams.add(isCutOver(stream) ? afterCutOver(stream, step, history) : stream(stream));
    }
    Measurements measurements = new Measurements(gate, today);
    List<WorkSpeed> speeds = measurements.speeds(evidence);
    if (step == GateResult.Step.CUT_OVER) {
      mutation();
      blocks.addAll(measurements.blocks());
    } else if (step == GateResult.Step.NONE) {
      blocks.clear();
    }
    for (WaiverUse use : measurements.waivers()) {
      if (!use.isUsed() && !use.waiver().terms().isExpired(Optional.of(today))) {
        notes.add(use.waiver().text() + " is not needed: remove it");
      }
    }
    return new GateResult(
        step,
        evidence.currentPairs().size(),
        history.pairs().size(),
        streams,
        speeds,
        measurements.waivers(),
        joined(),
        notes);
  }

  private boolean isCutOver(String stream) {
    return isOver(terms.contract().stream(stream).cutOver());
  }

  private boolean isGone(String stream) {
    return isOver(terms.contract().stream(stream).decommissioned());
  }

  /** Whether a day has come. */
  private boolean isOver(Optional<LocalDate> day) {
    return day.filter(d -> !d.isAfter(today)).isPresent();
  }

  /** The next step of the stream that is least far. */
  private GateResult.Step step(List<String> names) {
    if (names.isEmpty() || !names.stream().allMatch(this::isCutOver)) {
      return GateResult.Step.CUT_OVER;
    }
    return names.stream().allMatch(this::isGone)
        ? GateResult.Step.NONE
        : GateResult.Step.DECOMMISSION;
  }

  private Set<String> streams() {
    Set<String> names = new TreeSet<>(terms.contract().streams().keySet());
    for (JudgedPair pair : evidence.currentPairs()) {
      pair.manifest().streams().stream().map(Manifest.Stream::name).forEach(names::add);
    }
    return names;
  }

  private void notJudged() {
    for (JudgedPair pair : evidence.currentPairs()) {
      if (evidence.verdict(pair).isEmpty()) {
        String id = pair.manifest().pair();
        blocks.add(
            new Block(
                Block.Kind.NOT_JUDGED,
                List.of(),
                pair.verdict().isEmpty()
                    ? "`" + id + "` has no verdict: run `m2d compare` on it"
                    : "the verdict of `"
                        + id
                        + "` is not about this pair by this contract: run `m2d compare` on it"
                        + " again"));
      }
    }
  }

  /** What only a pair of the old side with itself has shown counts too. */
  private void noise(History history) {
    Set<String> found = new LinkedHashSet<>();
    for (JudgedPair pair : history.pairs()) {
      if (pair.contract().equals(terms.identity())) {
        found.addAll(pair.verdict().map(StoredVerdict::noise).orElse(List.of()));
      }
    }
    for (String name : found) {
      blocks.add(
          new Block(
              Block.Kind.NOISE,
              List.of(),
              "`"
                  + name
                  + "` differs between two runs of the old side: add a rule for it to the"
                  + " contract"));
    }
  }

  private void mutation() {
    if (gate.require().contains(MUTATION)
        && evidence.currentPairs().stream().noneMatch(this::hasFoundFaults)) {
      boolean missed =
          evidence.currentPairs().stream().anyMatch(p -> evidence.mutation(p).isPresent());
      blocks.add(
          new Block(
              Block.Kind.MUTATION,
              List.of(),
              missed
                  ? "a fault that was put into a copy was not found: see `verdict/selftest.json`"
                  : "nobody has shown that faults are found: run `m2d compare BUNDLE --selftest`"));
    }
  }

  private boolean hasFoundFaults(JudgedPair pair) {
    return evidence.mutation(pair).filter(JudgedPair.Mutation::passed).isPresent();
  }

  private StreamState stream(String name) {
    Streak streak = Streak.of(evidence, name, day -> true);
    StreamConditions conditions = new StreamConditions(evidence, terms, name, streak);
    List<Block> own = conditions.blocks();
    blocks.addAll(own);
    int live = streak.live().size();
    StreamState.Phase phase =
        own.isEmpty()
            ? StreamState.Phase.READY
            : streak.clean().isEmpty()
                ? StreamState.Phase.NOT_STARTED
                : live == 0
                    ? StreamState.Phase.REPLAY_CLEAN
                    : live < conditions.needed()
                        ? StreamState.Phase.LIVE_PAIRING
                        : StreamState.Phase.SHADOW;
    return state(name, phase, streak, conditions.needed(), Optional.empty());
  }

  /** A stream that the new side has taken over. */
  private StreamState afterCutOver(String name, GateResult.Step step, History history) {
    LocalDate since = terms.contract().stream(name).cutOver().orElseThrow();
    Streak streak = Streak.of(evidence, name, day -> !day.isBefore(since));
    long days =
        streak.lastClean().map(p -> ChronoUnit.DAYS.between(since, Streak.day(p))).orElse(0L);
    Reverse reverse =
        new Reverse(since, streak.clean().size(), gate.reverseClean(), days, gate.reverseDays());
    StreamConditions conditions = new StreamConditions(evidence, terms, name, streak);
    if (!isGone(name)) {
      blocks.addAll(conditions.afterCutOver());
      if (step == GateResult.Step.DECOMMISSION && !reverse.isEnough()) {
        blocks.add(
            new Block(
                Block.Kind.REVERSE_SHADOW,
                List.of(name),
                "since the cut-over "
                    + reverse.clean()
                    + " of "
                    + reverse.needed()
                    + " clean pairs in a row, or "
                    + reverse.days()
                    + " of "
                    + reverse.neededDays()
                    + " days: keep the old side and run more pairs"));
      }
    } else if (!reverse.isEnough()) {
      notes.add("the old side of `" + name + "` has gone before enough pairs were clean after it");
    }
    notReadyBefore(name, since, history);
    StreamState.Phase phase =
        isGone(name)
            ? StreamState.Phase.DECOMMISSIONED
            : streak.clean().isEmpty()
                ? StreamState.Phase.CUT_OVER
                : StreamState.Phase.REVERSE_SHADOW;
    return state(name, phase, streak, conditions.needed(), Optional.of(reverse));
  }

  /** The cut-over is a step of people, so that a hasty one is told and cannot be refused. */
  private void notReadyBefore(String name, LocalDate since, History history) {
    Evidence before = Evidence.before(history.pairs(), since, terms);
    Streak streak = Streak.of(before, name, day -> true);
    List<Block> open = new StreamConditions(before, before.terms(), name, streak).blocks();
    if (!open.isEmpty()) {
      notes.add(
          "the pairs before the cut-over of `"
              + name
              + "` do not show that it was ready: "
              + open.get(0).message());
    }
  }

  private static StreamState state(
      String name, StreamState.Phase phase, Streak streak, int needed, Optional<Reverse> reverse) {
    return new StreamState(
        name,
        phase,
        streak.clean().size(),
        streak.live().size(),
        needed,
        streak.days().size(),
        List.copyOf(streak.scenarios()),
        streak.last().map(Gatekeeper::id),
        streak.lastClean().map(Gatekeeper::id),
        reverse);
  }

  private static String id(JudgedPair pair) {
    return pair.manifest().pair();
  }

  /** The blocks in their order, those with the same words as one. */
  private List<Block> joined() {
    Map<String, Block> joined = new LinkedHashMap<>();
    for (Block block : blocks) {
      joined.merge(
          block.kind() + " " + block.message(),
          block,
          (one, other) -> {
            Set<String> streams = new TreeSet<>(one.streams());
            streams.addAll(other.streams());
            return new Block(one.kind(), List.copyOf(streams), one.message());
          });
    }
    return joined.values().stream()
        .sorted(
            Comparator.comparing(Block::kind)
                .thenComparing(b -> Optional.of(b.streams()).map(Object::toString).orElse("")))
        .toList();
  }
}
