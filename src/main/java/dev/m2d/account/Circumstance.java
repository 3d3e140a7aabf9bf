package dev.m2d.account;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What happened to the thing that a node belongs to, and so decides the node's state. */
enum Circumstance {
  EMPTY,
  OVERRIDDEN,
  SECOND,
  ABSENT_PLUGIN,
  FILE_BUNDLE,
  ORCHESTRATOR,
  UNUSED_PLUGIN,
  EMPTY_JOB,
  NO_SCHEDULE,
  BY_HAND,
  KNOWN_SECRET,
  NAMED_BY_FILE,
  UNUSED_DBT,
  UNREAD_TABLE,
  UNREAD_COLUMN,
  UNDECISIVE;

  /** The word in the matrix: `unused-plugin`. */
  String key() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  static Optional<Circumstance> ofKey(String key) {
    return Arrays.stream(values()).filter(c -> c.key().equals(key)).findFirst();
  }
}
