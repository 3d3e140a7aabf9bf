package dev.m2d.compare.bundle;

import java.util.Locale;

/** What a pair tried. */
public enum Scenario {
  /** A full refresh, without a state before it. */
  FULL,
  /** A run after changes of the source. */
  INCREMENTAL,
  /** A run with nothing new. */
  NOOP,
  /** The target was killed, and the run resumed. */
  RESUME,
  /** The source has got a column. */
  NEW_COLUMN,
  /** Each side went on from the state that the other one had left. */
  ROUND_TRIP;

  /** As manifests and contracts have it. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
