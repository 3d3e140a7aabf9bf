package dev.m2d.compare;

import dev.m2d.compare.row.Dialect;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * How to compare.
 *
 * @param key columns that tell rows apart; they explain and never decide
 * @param delimiter the dialect of all CSV files; found out for each when none is given
 * @param temporary a folder for temporary files
 * @param progress told of each row
 */
public record Options(
    List<String> key, Optional<Dialect> delimiter, Path temporary, Progress progress) {
  public Options {
    key = List.copyOf(key);
  }
}
