package dev.m2d.account;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What becomes of a node, the best first: where one text serves in several places, that counts. */
public enum State {
  USED("used"),
  DIFFERENT("used with a difference"),
  DECISION("needs a decision"),
  UNSUPPORTED("not supported"),
  IGNORED("ignored");

  private final String label;

  State(String label) {
    this.label = label;
  }

  /** As people read it: `used with a difference`. */
  public String label() {
    return label;
  }

  /** The word in data: `different`. */
  public String key() {
    return name().toLowerCase(Locale.ROOT);
  }

  static Optional<State> ofKey(String key) {
    return Arrays.stream(values()).filter(s -> s.key().equals(key)).findFirst();
  }
}
