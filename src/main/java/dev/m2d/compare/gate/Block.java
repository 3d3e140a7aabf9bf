package dev.m2d.compare.gate;

import java.util.List;
import java.util.Locale;

/**
 * What still keeps the gate shut.
 *
 * @param streams which it concerns; none for the history as a whole
 * @param message what is wrong and what to do, sentences without a full stop at their end
 */
public record Block(Kind kind, List<String> streams, String message) {

  /** The kinds, in the order in which they are to be dealt with: a change resets what follows. */
  public enum Kind {
    /** A leniency of the contract is over, or nobody answers for it. */
    CONTRACT,
    /** Too much of the data is compared leniently. */
    KNOWN_DIFFERENCES,
    /** A pair has no verdict by this contract. */
    NOT_JUDGED,
    /** Something differs by itself and the contract does not say so. */
    NOISE,
    /** The last pair that said anything found a difference. */
    DIFFERENT,
    /** Three pairs in a row that proved nothing. */
    INCONCLUSIVE,
    /** Too few clean pairs in a row. */
    PAIRS,
    /** A scenario was not tried. */
    SCENARIO,
    /** Nobody has shown that faults are found. */
    MUTATION,
    /** The pairs are too close together, or of no day that the contract names. */
    DAYS,
    /** There was too little data. */
    VOLUME,
    /** The new side is slower, or too few pairs were measured. */
    PERFORMANCE,
    /** The new side needs more memory. */
    MEMORY,
    /** The new side took longer than was promised. */
    SLA,
    /** The last clean pair is too old. */
    FRESHNESS,
    /**
     * The old side, run beside the new one, has not shown for long enough that it is no longer
     * needed.
     */
    REVERSE_SHADOW;

    /** As outputs spell it. */
    public String word() {
      return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
  }

  public Block {
    streams = List.copyOf(streams);
  }
}
