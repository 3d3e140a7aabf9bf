package dev.m2d.diagnostic;

import java.util.Locale;

/** How bad it is. An error stops the conversion of the part it names, or of everything. */
public enum Severity {
  ERROR,
  WARNING,
  NOTE;

  /** The word in messages: `error`, `warning`, `note`. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
