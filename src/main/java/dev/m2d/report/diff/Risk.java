package dev.m2d.report.diff;

import java.util.Locale;

/** What a change can do, the mildest first. */
public enum Risk {
  NONE,
  REVIEW,
  HISTORY,
  DATA;

  /** The word for it. */
  String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  static Risk of(String label) {
    return valueOf(label.toUpperCase(Locale.ROOT));
  }
}
