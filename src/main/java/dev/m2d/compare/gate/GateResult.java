package dev.m2d.compare.gate;

import java.util.List;
import java.util.Locale;

/**
 * What the gate came to.
 *
 * @param step which step of people it is about
 * @param pairs how many pairs are of this code, these plugins and this contract
 * @param all how many pairs there are
 * @param waivers those of the contract, and what became of them
 * @param blocks what keeps it shut, in the order to be dealt with
 * @param events what has happened on the way, the oldest first
 * @param notes what else there is to say
 */
public record GateResult(
    Step step,
    int pairs,
    int all,
    List<StreamState> streams,
    List<WorkSpeed> speeds,
    List<WaiverUse> waivers,
    List<Block> blocks,
    List<Event> events,
    List<String> notes) {

  /** The steps that people take. */
  public enum Step {
    /** Some stream is still the old side's. */
    CUT_OVER,
    /** The new side has taken over all of them. */
    DECOMMISSION,
    /** The old side is gone. */
    NONE;

    /** As outputs spell it. */
    public String word() {
      return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
  }

  public GateResult {
    waivers = List.copyOf(waivers);
    streams = List.copyOf(streams);
    speeds = List.copyOf(speeds);
    blocks = List.copyOf(blocks);
    events = List.copyOf(events);
    notes = List.copyOf(notes);
  }

  /** Whether the step may be taken. */
  public boolean isOpen() {
    return blocks.isEmpty();
  }
}
