package dev.m2d.report;

/** What becomes of a part of a Meltano project, the best first. */
public enum Verdict {
  /** Nobody needs it in Dagster. */
  NOT_NEEDED("notNeeded", "not needed"),
  /** It runs as with Meltano. */
  CONVERTED("converted", "converted"),
  /** It runs, but not in every way as with Meltano. */
  DIFFERENT("different", "converted with a difference"),
  /** A person has to say or to supply something first. */
  DECISION("decision", "needs a decision"),
  /** It is not made, or stands there as a step that fails and says why. */
  UNSUPPORTED("unsupported", "unsupported");

  private final String key;
  private final String label;

  Verdict(String key, String label) {
    this.key = key;
    this.label = label;
  }

  /** The word in JSON. */
  public String key() {
    return key;
  }

  /** The words for people. */
  public String label() {
    return label;
  }

  /** The worse of the two. */
  Verdict or(Verdict other) {
    return compareTo(other) >= 0 ? this : other;
  }
}
