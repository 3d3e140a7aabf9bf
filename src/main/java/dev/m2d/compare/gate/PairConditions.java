package dev.m2d.compare.gate;

import dev.m2d.compare.bundle.JudgedPair;
import dev.m2d.compare.bundle.StoredVerdict;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** What all pairs together have to show, whatever their streams. */
final class PairConditions {

  private static final String MUTATION = "mutation";

  private final Evidence evidence;

  PairConditions(Evidence evidence) {
    this.evidence = evidence;
  }

  /**
   * What blocks.
   *
   * @param all the pairs, those that measure noise too
   */
  List<Block> blocks(List<JudgedPair> all) {
    List<Block> blocks = new ArrayList<>(notJudged());
    blocks.addAll(noise(all));
    blocks.addAll(mutation());
    return blocks;
  }

  /** Pairs without a verdict that can be used. */
  List<Block> notJudged() {
    List<Block> blocks = new ArrayList<>();
    for (JudgedPair pair : evidence.pairs()) {
      // Its verdict is by a contract that nobody can read any more.
      if (!pair.isOwn() && pair.contract().equals(evidence.terms().identity())) {
        blocks.add(
            new Block(
                Block.Kind.NOT_JUDGED,
                List.of(),
                "`contract.json` of `"
                    + pair.manifest().pair()
                    + "` is not the one by which it was captured: put that one back, or remove the"
                    + " pair and run another one"));
      }
    }
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
    return blocks;
  }

  /** What only a pair of the old side with itself has shown counts too. */
  List<Block> noise(List<JudgedPair> all) {
    List<Block> blocks = new ArrayList<>();
    Set<String> found = new LinkedHashSet<>();
    for (JudgedPair pair : all) {
      if (pair.contract().equals(evidence.terms().identity())) {
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
    return blocks;
  }

  /** The proof that faults are found. */
  List<Block> mutation() {
    List<Block> blocks = new ArrayList<>();
    if (evidence.terms().contract().gate().require().contains(MUTATION)
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
    return blocks;
  }

  private boolean hasFoundFaults(JudgedPair pair) {
    return evidence.mutation(pair).filter(JudgedPair.Mutation::passed).isPresent();
  }
}
