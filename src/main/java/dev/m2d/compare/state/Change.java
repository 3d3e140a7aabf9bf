package dev.m2d.compare.state;

import dev.m2d.compare.verdict.Verdict;
import java.util.Locale;

/** How a bookmark of the right side stands to that of the left, from harmless to harmful. */
public enum Change {
  EQUAL,
  /** The same instant, written in another way: some taps compare bookmarks as texts. */
  SPELLING,
  /** Later on the side that ran later, as far as its rows go: the source moved on. */
  MOVED_ON,
  /** Another value, of which nobody can say whether it is earlier or later. */
  UNEQUAL,
  /** A text in place of a number, or the like. */
  TYPE_CHANGED,
  /** Only the left side has it: the next run reads everything again. */
  MISSING,
  /** Earlier: the next run reads rows again. */
  BEHIND,
  /** Only the right side has it: the next run may skip rows. */
  EXTRA,
  /** Later: the next run skips rows. */
  AHEAD;

  /** As outputs spell it. */
  public String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  /** What it means for the pair. */
  public Verdict verdict() {
    return compareTo(MOVED_ON) <= 0 ? Verdict.EQUAL : Verdict.DIFFERENT;
  }
}
