package dev.m2d.output;

import java.util.Optional;

/**
 * What happens to one file.
 *
 * @param path relative to the output folder, with `/`
 * @param content the new bytes; empty array where nothing is written
 * @param before its entry in the manifest until it is done
 * @param after its entry in the manifest once it is done
 * @param note what the user should know about it
 */
@SuppressWarnings("ArrayRecordComponent")
public record FileAction(
    Kind kind,
    String path,
    byte[] content,
    int mode,
    Optional<Manifest.Entry> before,
    Optional<Manifest.Entry> after,
    Optional<String> note) {

  /** What happens. */
  public enum Kind {
    CREATE("create"),
    REPLACE("replace"),
    /** A file of the user's gets something added, or a managed block of it is replaced. */
    UPDATE("update"),
    DELETE("delete"),
    UNCHANGED("unchanged"),
    /** A file of the user's stays as it is. */
    KEPT("kept"),
    /** The user deleted it. */
    STAYS_DELETED("stays deleted");

    private final String label;

    Kind(String label) {
      this.label = label;
    }

    /** The word for it in messages. */
    public String label() {
      return label;
    }
  }

  /** Whether the disk changes. */
  public boolean changes() {
    return kind == Kind.CREATE
        || kind == Kind.REPLACE
        || kind == Kind.UPDATE
        || kind == Kind.DELETE;
  }
}
