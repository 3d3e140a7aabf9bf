package dev.m2d.compare.selftest;

import java.util.List;
import java.util.Optional;

/**
 * Which faults were found.
 *
 * @param pair the pair into a copy of which they were put
 * @param contractSha256 of the contract by which it was judged
 */
public record SelftestResult(String pair, String contractSha256, List<Trial> trials) {

  /** What became of a fault. */
  public enum Outcome {
    FOUND,
    MISSED,
    /** The contract accepts it wherever it is put. */
    ACCEPTED,
    /** The pair holds nothing that the fault could be put into. */
    DOES_NOT_APPLY
  }

  /**
   * A fault that was tried.
   *
   * @param where the stream or state that got it; empty where it does not apply
   * @param isPlanted whether something was put into all sides first that it could be put into
   */
  public record Trial(Fault fault, Outcome outcome, Optional<String> where, boolean isPlanted) {}

  public SelftestResult {
    trials = List.copyOf(trials);
  }

  /** How many faults came to something. */
  public long count(Outcome outcome) {
    return trials.stream().filter(t -> t.outcome() == outcome).count();
  }

  /** Whether each fault was found that the contract does not accept. */
  public boolean isPassed() {
    return count(Outcome.FOUND) > 0
        && count(Outcome.FOUND) + count(Outcome.ACCEPTED) == trials.size();
  }
}
