package dev.m2d.compare.gate;

import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * How far a stream is.
 *
 * @param clean clean pairs in a row
 * @param live those of them with each side at its source
 * @param needed how many of these there must be
 * @param days days on which these were captured
 * @param scenarios that the clean pairs tried, as contracts name them
 * @param last the last pair of the stream
 * @param lastClean the last clean pair in the row
 * @param reverse what came after the cut-over; empty before it
 */
public record StreamState(
    String name,
    Phase phase,
    int clean,
    int live,
    int needed,
    int days,
    List<String> scenarios,
    Optional<String> last,
    Optional<String> lastClean,
    Optional<Reverse> reverse) {

  /** The phases; the cut-over and the end of the old side are steps that people take. */
  public enum Phase {
    /** No clean pair of this code, these plugins and this contract. */
    NOT_STARTED,
    /** Clean pairs whose input was played, and none yet with each side at its source. */
    REPLAY_CLEAN,
    /** Clean pairs with each side at its source, not yet enough of them. */
    LIVE_PAIRING,
    /** Enough clean pairs in a row; other conditions are still open. */
    SHADOW,
    /** Nothing of this stream blocks. */
    READY,
    /** The new side has taken over, and no clean pair has been captured since. */
    CUT_OVER,
    /** The new side has taken over, and the old one still gives the same beside it. */
    REVERSE_SHADOW,
    /** The old side is gone. */
    DECOMMISSIONED;

    /** As outputs spell it. */
    public String word() {
      return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
  }

  /**
   * What came after the cut-over. Enough clean pairs, or enough days with clean pairs up to their
   * end, show that the way back is open until it is no longer needed.
   *
   * @param since the day of the cut-over
   * @param clean clean pairs in a row since then
   * @param needed how many are enough
   * @param days from the cut-over to the last clean pair
   * @param neededDays how many are enough
   */
  public record Reverse(LocalDate since, int clean, int needed, long days, int neededDays) {

    /** Whether the old side may go. */
    public boolean isEnough() {
      return clean >= needed || clean > 0 && days >= neededDays;
    }
  }

  public StreamState {
    scenarios = List.copyOf(scenarios);
  }
}
