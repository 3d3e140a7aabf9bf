package dev.m2d.compare.performance;

import java.util.Locale;

/** How the candidate's duration stands to the control's. */
public enum Speed {
  FASTER,
  /** Within the limit. */
  SAME,
  SLOWER,
  /** Too few pairs, or pairs too unlike each other, to say so. */
  INCONCLUSIVE;

  /** As outputs spell it. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
