package dev.m2d.compare;

/** What a comparison comes to; the worst of several counts. */
public enum Verdict {
  EQUAL,
  /** Nothing was found, but too little was looked at to say so. */
  INCONCLUSIVE,
  DIFFERENT
}
