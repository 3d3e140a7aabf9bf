package dev.m2d.output;

import java.util.Optional;

/**
 * What happens to one file.
 *
 * @param path of the entry in the manifest that it belongs to, relative to the output folder, with
 *     `/`; where somebody changes one of the files of an entry meanwhile, all of them stay
 * @param place where it is; another path when the user moved it
 * @param content the new bytes; empty array where nothing is written
 * @param mode POSIX permissions to give it; empty when those it has are to stay
 * @param entry its entry in the manifest once it is done
 * @param note what the user should know about it
 */
@SuppressWarnings("ArrayRecordComponent")
public record FileAction(
    Kind kind,
    String path,
    String place,
    byte[] content,
    Optional<Integer> mode,
    Optional<Manifest.Entry> entry,
    Optional<String> note) {

  /** What happens. */
  public enum Kind {
    CREATE("create"),
    REPLACE("replace"),
    /** The user's edits and the new text are brought together. */
    MERGE("merge"),
    /** The same, with places that a person has to decide. */
    CONFLICT("conflict"),
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
        || kind == Kind.MERGE
        || kind == Kind.CONFLICT
        || kind == Kind.UPDATE
        || kind == Kind.DELETE;
  }
}
