package dev.m2d.compare.gate;

import java.time.LocalDate;
import java.util.List;
import java.util.Locale;

/**
 * What has happened on the way, be it good or not.
 *
 * @param day on which
 * @param streams which it concerns
 * @param message what happened, without a full stop at its end
 * @param open what was still to be done when people took the step all the same
 */
public record Event(
    Kind kind, LocalDate day, List<String> streams, String message, List<Block> open) {

  /** The kinds. */
  public enum Kind {
    /** Clean pairs in a row count no more. */
    RESET,
    /** The new side took over, and nothing was open. */
    CUT_OVER,
    /** The new side took over while something was open. */
    CUT_OVER_TOO_SOON,
    /** The old side was removed after enough clean pairs. */
    DECOMMISSIONED,
    /** The old side was removed before. */
    DECOMMISSIONED_TOO_SOON;

    /** As outputs spell it. */
    public String word() {
      return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    /** Whether people went ahead of the gate. */
    public boolean isTooSoon() {
      return this == CUT_OVER_TOO_SOON || this == DECOMMISSIONED_TOO_SOON;
    }
  }

  public Event {
    streams = List.copyOf(streams);
    open = List.copyOf(open);
  }
}
