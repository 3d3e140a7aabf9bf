package dev.m2d.output;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.stream.Collectors;

/** The file system did not take a write; a run after the cause is gone finishes the work. */
public final class WriteFailedException extends Exception {

  private final int written;
  private final int planned;

  /**
   * @param path what could not be written, relative to the output folder
   * @param written files changed before it
   * @param planned files to be changed in all
   */
  WriteFailedException(String path, IOException cause, int written, int planned) {
    super("cannot write `" + path + "`: " + reason(cause), cause);
    this.written = written;
    this.planned = planned;
  }

  private WriteFailedException(String message, int written, int planned) {
    super(message);
    this.written = written;
    this.planned = planned;
  }

  /**
   * All is written but files that somebody saved at that very moment, which stay as they are.
   *
   * @param files their paths
   */
  static WriteFailedException overtaken(List<String> files, int planned) {
    String names = files.stream().map(f -> "`" + f + "`").collect(Collectors.joining(", "));
    return new WriteFailedException(
        names
            + (files.size() == 1
                ? " was changed while m2d wrote, so it stays"
                : " were changed while m2d wrote, so they stay")
            + " as somebody saved "
            + (files.size() == 1 ? "it" : "them"),
        Math.max(0, planned - files.size()),
        planned);
  }

  /** Whether the run came to its end all the same. */
  public boolean isOvertaken() {
    return getCause() == null;
  }

  /** Files changed before the failure. */
  public int written() {
    return written;
  }

  /** Files that were to be changed in all. */
  public int planned() {
    return planned;
  }

  private static String reason(IOException e) {
    if (e instanceof AccessDeniedException) {
      return "permission denied";
    }
    if (e instanceof NoSuchFileException) {
      return "no such file or folder";
    }
    if (e instanceof FileSystemException f && f.getReason() != null) {
      return f.getReason();
    }
    String text = e.getMessage();
    return text == null ? e.getClass().getSimpleName() : text;
  }
}
