package dev.m2d.compare.bundle;

/** The sides of a pair. */
public enum SideName {
  /** The old side, which is what it was. */
  CONTROL("control"),
  /** The new side, which is to be the same. */
  CANDIDATE("candidate"),
  /** The old side once more, which shows what differs by itself. */
  CONTROL2("control2");

  private final String word;

  SideName(String word) {
    this.word = word;
  }

  /** As manifests and folders have it. */
  public String word() {
    return word;
  }
}
