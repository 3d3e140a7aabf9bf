package dev.m2d.compare.gate;

import dev.m2d.compare.bundle.History;
import dev.m2d.compare.bundle.JudgedPair;
import dev.m2d.compare.bundle.Manifest;
import dev.m2d.compare.bundle.StoredVerdict;
import dev.m2d.compare.contract.Gate;
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
  private final List<Block> blocks = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();

  private Gatekeeper(Evidence evidence, Terms terms) {
    this.evidence = evidence;
    this.terms = terms;
    this.gate = terms.contract().gate();
  }

  /** The result of a history. */
  public static GateResult judge(History history, Terms terms) {
    return new Gatekeeper(Evidence.of(history.pairs(), terms), terms).result(history);
  }

  private GateResult result(History history) {
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
    for (String stream : streams()) {
      streams.add(stream(stream));
    }
    mutation();
    Measurements measurements = new Measurements(gate);
    List<WorkSpeed> speeds = measurements.speeds(evidence);
    blocks.addAll(measurements.blocks());
    return new GateResult(
        evidence.currentPairs().size(), history.pairs().size(), streams, speeds, joined(), notes);
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
    Streak streak = Streak.of(evidence, name);
    StreamConditions conditions = new StreamConditions(evidence, terms, name, streak);
    List<Block> own = conditions.blocks();
    blocks.addAll(own);
    int clean = streak.clean().size();
    StreamState.Phase phase =
        clean == 0
            ? StreamState.Phase.NOT_STARTED
            : clean < conditions.needed()
                ? streak.isLive() ? StreamState.Phase.LIVE_PAIRING : StreamState.Phase.REPLAY_CLEAN
                : own.isEmpty() ? StreamState.Phase.READY : StreamState.Phase.SHADOW;
    return new StreamState(
        name,
        phase,
        clean,
        conditions.needed(),
        streak.days().size(),
        List.copyOf(streak.scenarios()),
        streak.last().map(Gatekeeper::id),
        streak.lastClean().map(Gatekeeper::id));
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
