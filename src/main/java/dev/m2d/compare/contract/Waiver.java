package dev.m2d.compare.contract;

import java.util.Locale;
import java.util.Optional;

/**
 * A measured condition of the gate that people have agreed to relax, by name and for a while.
 *
 * @param condition which one
 * @param work the pipeline or job that it is for; empty for all
 * @param upTo the ratio that is accepted instead
 */
public record Waiver(Condition condition, Optional<String> work, double upTo, Terms terms) {

  /** What can be waived: rows, state and rules never can. */
  public enum Condition {
    /** The ratio of wall times. */
    PERFORMANCE,
    /** The ratio of peak memory. */
    MEMORY;

    /** As the contract spells it. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** It in words. */
  public String text() {
    return "the waiver of `"
        + condition.word()
        + "`"
        + work.map(w -> " for `" + w + "`").orElse("");
  }
}
