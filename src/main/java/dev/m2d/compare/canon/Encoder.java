package dev.m2d.compare.canon;

import dev.m2d.compare.row.Row;
import dev.m2d.compare.row.TextBytes;

/**
 * Writes a cell so that equal values, and no others, have equal bytes: a tag, a length where it
 * varies, the value. Several cells after one another can be told apart.
 */
@FunctionalInterface
public interface Encoder {

  /** Adds a cell. */
  void add(Row row, int cell, TextBytes out);

  /** Adds a cell, or null for a row that does not have it. */
  static void addOrNull(Encoder encoder, Row row, int cell, TextBytes out) {
    if (cell < 0) {
      Tag.NULL.addTo(out);
    } else {
      encoder.add(row, cell, out);
    }
  }
}
