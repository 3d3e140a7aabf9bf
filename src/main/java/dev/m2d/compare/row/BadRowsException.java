package dev.m2d.compare.row;

import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A file of rows is broken. */
public final class BadRowsException extends IOException {

  private static final long serialVersionUID = 1L;

  private final String file;
  private final long line;
  private final long column;
  private final @Nullable String remedy;

  /**
   * A broken file.
   *
   * @param file its path as it was given
   * @param line from 1
   * @param column from 1, in bytes
   * @param message what is wrong, one sentence without a full stop
   */
  public BadRowsException(String file, long line, long column, String message) {
    this(file, line, column, message, null);
  }

  private BadRowsException(
      String file, long line, long column, String message, @Nullable String remedy) {
    super(message);
    this.file = file;
    this.line = line;
    this.column = column;
    this.remedy = remedy;
  }

  /** The same with another remedy than that of all broken files, as one sentence. */
  BadRowsException remedy(String other) {
    return new BadRowsException(file, line, column, String.valueOf(getMessage()), other);
  }

  /** What to do; empty where it is what helps with most broken files. */
  public Optional<String> remedy() {
    return Optional.ofNullable(remedy);
  }

  /** Its path. */
  public String file() {
    return file;
  }

  /** The line, from 1. */
  public int line() {
    return (int) Math.min(line, Integer.MAX_VALUE);
  }

  /** The column, from 1, in bytes. */
  public int column() {
    return (int) Math.min(column, Integer.MAX_VALUE);
  }
}
