package dev.m2d.compare.verdict;

import java.util.Locale;

/** What a comparison comes to; the worst of several counts. */
public enum Verdict {
  EQUAL,
  /** Nothing was found, but too little was looked at to say so. */
  INCONCLUSIVE,
  DIFFERENT;

  /** As outputs spell it. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The worse of two. */
  public Verdict or(Verdict other) {
    return compareTo(other) > 0 ? this : other;
  }
}
