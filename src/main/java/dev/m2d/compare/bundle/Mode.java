package dev.m2d.compare.bundle;

/** Where the input of both sides came from. */
public enum Mode {
  /** The output of the tap was recorded once and played to both. */
  REPLAY,
  /** Each side read its source. */
  LIVE,
  /** The old side ran twice. */
  NOISE
}
