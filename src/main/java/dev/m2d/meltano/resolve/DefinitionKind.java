package dev.m2d.meltano.resolve;

/** Where the definition of a plugin comes from. */
public enum DefinitionKind {
  /** A lock file. */
  LOCK,
  /** The plugin's own entry, which has a `namespace`. */
  CUSTOM,
  /** Another plugin of the project. */
  INHERITED,
  /** Nowhere in the project: Meltano would ask its hub. */
  MISSING
}
