package dev.m2d.compare;

import java.nio.file.Path;
import java.util.List;

/**
 * How to compare.
 *
 * @param key columns that tell rows apart; they explain and never decide
 * @param temporary a folder for temporary files
 * @param progress told of each row
 */
public record Options(List<String> key, Path temporary, Progress progress) {
  public Options {
    key = List.copyOf(key);
  }
}
