package dev.m2d.compare.gate;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * How far a stream is.
 *
 * @param clean clean pairs in a row
 * @param needed how many there must be
 * @param days days on which they were captured
 * @param scenarios that they tried, as contracts name them
 * @param last the last pair of the stream
 * @param lastClean the last clean pair in the row
 */
public record StreamState(
    String name,
    Phase phase,
    int clean,
    int needed,
    int days,
    List<String> scenarios,
    Optional<String> last,
    Optional<String> lastClean) {

  /** The phases on the way to the cut-over, which is a step that people take. */
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
    READY;

    /** As outputs spell it. */
    public String word() {
      return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
  }

  public StreamState {
    scenarios = List.copyOf(scenarios);
  }
}
