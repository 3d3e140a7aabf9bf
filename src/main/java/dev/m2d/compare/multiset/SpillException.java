package dev.m2d.compare.multiset;

import java.io.IOException;
import java.nio.file.Path;

/** A temporary file cannot be written, mostly because its disk is full. */
public final class SpillException extends IOException {

  private static final long serialVersionUID = 1L;

  /** The fault of writing `file`. */
  public SpillException(Path file, IOException cause) {
    super("the temporary file `" + file + "` cannot be written: " + cause.getMessage(), cause);
  }
}
