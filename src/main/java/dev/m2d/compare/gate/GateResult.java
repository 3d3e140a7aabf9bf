package dev.m2d.compare.gate;

import java.util.List;

/**
 * What the gate came to.
 *
 * @param pairs how many pairs are of this code, these plugins and this contract
 * @param all how many pairs there are
 * @param blocks what keeps it shut, in the order to be dealt with
 * @param notes what does not
 */
public record GateResult(
    int pairs,
    int all,
    List<StreamState> streams,
    List<WorkSpeed> speeds,
    List<Block> blocks,
    List<String> notes) {

  public GateResult {
    streams = List.copyOf(streams);
    speeds = List.copyOf(speeds);
    blocks = List.copyOf(blocks);
    notes = List.copyOf(notes);
  }

  /** Whether the new side may take over. */
  public boolean isOpen() {
    return blocks.isEmpty();
  }
}
