package dev.m2d.trace;

/**
 * A place of the input that decides a line of the output.
 *
 * @param lines how many lines of the file it changes: the fewer, the more the line is its own
 * @param kind how it does
 */
public record Cause(Change change, int lines, Kind kind) {

  /** How a place decides a line. */
  public enum Kind {
    /** Another value there changes the line. */
    ALONE,
    /** The line changes when all such places do. */
    TOGETHER,
    /** It would, but a name is kept that an earlier run gave. */
    FROZEN
  }
}
