package dev.m2d.compare;

import dev.m2d.compare.row.DialectGuess;
import java.nio.file.Path;
import java.util.List;

/**
 * How to compare.
 *
 * @param key columns that tell rows apart; they explain and never decide
 * @param dialects those that CSV files may have; which one is found out for each
 * @param temporary a folder for temporary files
 * @param progress told of each row
 * @param room for differences
 */
public record Options(
    List<String> key, DialectGuess dialects, Path temporary, Progress progress, Room room) {

  /** With room of its own. */
  public Options(List<String> key, DialectGuess dialects, Path temporary, Progress progress) {
    this(key, dialects, temporary, progress, new Room());
  }

  public Options {
    key = List.copyOf(key);
  }
}
