package dev.m2d.scan;

import dev.m2d.diagnostic.Span;

/**
 * A word of a command after expansion.
 *
 * @param text as it is written
 * @param at the place of the word it comes from
 */
record Field(Value value, String text, Span at) {

  /** Its text if it is known, else an empty one, which no program or option has. */
  String known() {
    return value.text().orElse("");
  }

  /** Its text if it is known, else as it is written. */
  String shown() {
    return value.text().orElse(text);
  }
}
