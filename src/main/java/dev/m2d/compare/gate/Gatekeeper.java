package dev.m2d.compare.gate;

import dev.m2d.compare.bundle.History;
import dev.m2d.compare.bundle.JudgedPair;
import dev.m2d.compare.bundle.Manifest;
import dev.m2d.compare.contract.Gate;
import dev.m2d.compare.gate.StreamState.Reverse;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Judges a history. The same history, contract and time give the same result. */
public final class Gatekeeper {

  private final Evidence evidence;
  private final Terms terms;
  private final Gate gate;
  private final LocalDate today;
  private final List<Block> blocks = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();
  private final Events events;

  private Gatekeeper(History history, Evidence evidence, Terms terms) {
    this.evidence = evidence;
    this.terms = terms;
    this.gate = terms.contract().gate();
    this.events = new Events(history.pairs(), evidence, terms);
    this.today = terms.now().atZone(ZoneOffset.UTC).toLocalDate();
  }

  /** The result of a history. */
  public static GateResult judge(History history, Terms terms) {
    return new Gatekeeper(history, Evidence.of(history.pairs(), terms), terms).result(history);
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
    PairConditions pairs = new PairConditions(evidence);
    blocks.addAll(pairs.notJudged());
    blocks.addAll(pairs.noise(history.pairs()));
    List<StreamState> streams = new ArrayList<>();
    for (String stream : names) {
      streams.add(isCutOver(stream) ? afterCutOver(stream, step) : stream(stream));
      events.resets(stream);
      accepted(stream);
    }
    nothing(names).ifPresent(why -> blocks.add(new Block(Block.Kind.PAIRS, List.of(), why)));
    Measurements measurements = new Measurements(gate, today);
    List<WorkSpeed> speeds = measurements.speeds(evidence);
    if (step == GateResult.Step.CUT_OVER) {
      blocks.addAll(pairs.mutation());
      blocks.addAll(measurements.blocks());
      blocks.addAll(Promises.blocks(evidence, gate));
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
        events.all(),
        notes);
  }

  /** Why there is nothing that could be judged: all conditions of no stream are met. */
  private Optional<String> nothing(List<String> names) {
    if (evidence.pairs().isEmpty()) {
      return Optional.of("there is no pair: capture one");
    }
    boolean isSaid =
        blocks.stream()
            .map(Block::kind)
            .anyMatch(k -> k == Block.Kind.PAIRS || k == Block.Kind.REVERSE_SHADOW);
    if (evidence.currentPairs().isEmpty() && !isSaid) {
      return Optional.of(
          "there is no pair of this code, these plugins and this contract: capture one");
    }
    return names.isEmpty()
        ? Optional.of(
            "the pairs have no streams, and the contract names none: run one with a stream")
        : Optional.empty();
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
  private StreamState afterCutOver(String name, GateResult.Step step) {
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
        blocks.add(reverseBlock(name, reverse));
      }
    }
    events.steps(name, reverse, isGone(name));
    StreamState.Phase phase =
        isGone(name)
            ? StreamState.Phase.DECOMMISSIONED
            : streak.clean().isEmpty()
                ? StreamState.Phase.CUT_OVER
                : StreamState.Phase.REVERSE_SHADOW;
    return state(name, phase, streak, conditions.needed(), Optional.of(reverse));
  }

  /** What a stream lacks before the old side may go. */
  static Block reverseBlock(String name, Reverse reverse) {
    return new Block(
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
            + " days: keep the old side and run more pairs");
  }

  /** A pair that is clean only because some rows may differ is told. */
  private void accepted(String stream) {
    List<Long> found =
        Streak.of(evidence, stream, day -> true).clean().stream()
            .map(p -> evidence.accepted(p, stream))
            .filter(rows -> rows > 0)
            .sorted()
            .toList();
    if (!found.isEmpty()) {
      long most = found.get(found.size() - 1);
      notes.add(
          "in "
              + found.size()
              + (found.size() == 1 ? " clean pair of `" : " clean pairs of `")
              + stream
              + "` up to "
              + most
              + (most == 1 ? " row differs" : " rows differ")
              + ", where `max_rows` accepts "
              + evidence.limit(stream).rows()
              + ": "
              + evidence.limit(stream).terms().reason().orElse(""));
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
