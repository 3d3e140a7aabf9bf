package dev.m2d.output;

import java.util.Locale;

/** What happens where an edit and the new text change the same lines. */
public enum ConflictMode {
  /** Both stand in the file, between markers. */
  INLINE,
  /** The file keeps the edit; what could not be merged goes to a file beside it. */
  REJ,
  /** Nothing is written. */
  FAIL;

  /** The word on the command line. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
