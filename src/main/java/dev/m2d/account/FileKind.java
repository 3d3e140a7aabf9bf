package dev.m2d.account;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The kinds of input files whose nodes are counted. */
enum FileKind {
  MELTANO,
  LOCK,
  DOTENV,
  TOOL,
  DBT_PROJECT,
  DBT_PROPERTIES,
  DBT_PACKAGES,
  DBT_PROFILES;

  /** The word in the matrix: `dbt-project`. */
  String key() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  static Optional<FileKind> ofKey(String key) {
    return Arrays.stream(values()).filter(k -> k.key().equals(key)).findFirst();
  }
}
