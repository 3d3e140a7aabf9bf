package dev.m2d.compare;

import dev.m2d.compare.canon.Encoder;
import dev.m2d.compare.canon.Leniency;
import dev.m2d.compare.row.Row;
import dev.m2d.compare.row.TextBytes;
import java.nio.charset.StandardCharsets;

/** Tells rows of one side that came after the watermark, and counts them. */
final class Lateness {

  private final int column;
  private final Encoder encoder;
  private final String mark;
  private final TextBytes bytes = new TextBytes();
  private long rows;

  /**
   * A watermark.
   *
   * @param column place of the column among the compared ones
   * @param encoder writes its values exactly
   * @param value the greatest one in the window
   */
  Lateness(int column, Encoder encoder, String value) {
    this.column = column;
    this.encoder = encoder;
    byte[] text = value.getBytes(StandardCharsets.UTF_8);
    boolean isNumber = value.matches("-?[0-9]+(?:\\.[0-9]+)?");
    encoder.add(Row.of(isNumber ? Row.Kind.NUMBER : Row.Kind.TEXT, text), 0, bytes);
    mark = Leniency.key(bytes, 0);
  }

  boolean isLate(Row row, int[] cells) {
    int cell = cells[column];
    if (cell < 0 || row.kind(cell) == Row.Kind.NULL || row.kind(cell) == Row.Kind.ABSENT) {
      return false;
    }
    bytes.clear();
    encoder.add(row, cell, bytes);
    boolean late = Leniency.isLater(Leniency.key(bytes, 0), mark);
    rows += late ? 1 : 0;
    return late;
  }

  /** Rows that came after it. */
  long rows() {
    return rows;
  }
}
