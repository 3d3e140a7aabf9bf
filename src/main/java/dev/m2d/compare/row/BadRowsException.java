package dev.m2d.compare.row;

import java.io.IOException;

/** A file of rows is broken. */
public final class BadRowsException extends IOException {

  private static final long serialVersionUID = 1L;

  private final String file;
  private final long line;
  private final long column;

  /**
   * A broken file.
   *
   * @param file its path as it was given
   * @param line from 1
   * @param column from 1, in bytes
   * @param message what is wrong, one sentence without a full stop
   */
  public BadRowsException(String file, long line, long column, String message) {
    super(message);
    this.file = file;
    this.line = line;
    this.column = column;
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
