package dev.m2d.render;

/** Who a file of the output belongs to, and what a later run may do with it. */
public enum Ownership {
  /** Ours: replaced when nobody edited it. */
  GENERATED,
  /** Ours, and the same in every project. */
  COPIED,
  /** Written once, then the user's. */
  SEEDED,
  /**
   * The user's, except for the text between {@code <!-- m2d:begin NAME -->} and {@code <!-- m2d:end
   * NAME -->}.
   */
  MANAGED_BLOCKS,
  /** YAML that is the user's once written; new entries are added to its mappings. */
  APPENDED,
  /** A dotenv file of secrets that is the user's once written; names it lacks are added. */
  SECRET
}
