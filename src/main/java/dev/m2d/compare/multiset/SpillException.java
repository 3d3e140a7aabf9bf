package dev.m2d.compare.multiset;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A temporary file cannot be written, mostly because its disk is full. */
public final class SpillException extends IOException {

  private static final long serialVersionUID = 1L;

  /** The fault of writing `file`. */
  public SpillException(Path file, IOException cause) {
    this("the temporary file `" + file + "` cannot be written: " + cause.getMessage(), cause);
  }

  private SpillException(String message, IOException cause) {
    super(message, cause);
  }

  /** The fault of making a folder for temporary files in another one. */
  public static SpillException ofFolder(Path parent, IOException cause) {
    String why =
        Files.isDirectory(parent)
            ? "it may not be written to, or its disk is full"
            : "there is no such folder";
    return new SpillException("no temporary folder can be made in `" + parent + "`: " + why, cause);
  }
}
