package dev.m2d.output.merge;

import java.util.List;

/** A piece of a merged text. */
sealed interface Part {

  /** Lines that are settled. */
  record Settled(List<String> lines) implements Part {
    public Settled {
      lines = List.copyOf(lines);
    }
  }

  /**
   * A place that both sides changed, each in another way.
   *
   * @param base as it was generated before
   * @param mine as the user has it
   * @param fresh as it is generated now
   */
  record Conflict(List<String> base, List<String> mine, List<String> fresh) implements Part {
    public Conflict {
      base = List.copyOf(base);
      mine = List.copyOf(mine);
      fresh = List.copyOf(fresh);
    }
  }
}
