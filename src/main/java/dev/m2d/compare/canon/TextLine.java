package dev.m2d.compare.canon;

import dev.m2d.compare.row.Row;
import dev.m2d.compare.row.TextBytes;

/**
 * Writes rows whose columns are all compared as text, so that equal rows, and no others, have equal
 * bytes: as a line of CSV with quotes only where they are needed. Most rows of a CSV file are such
 * a line already.
 */
public final class TextLine {

  /** What writes columns that this class is for. */
  public static final Encoder CELL = Encoders.TEXT;

  private final byte delimiter;
  private final TextBytes bytes = new TextBytes();
  private byte[] line = bytes.array();
  private int start;
  private int end;

  /** Lines with a delimiter between their cells; for speed that of the files. */
  public TextLine(byte delimiter) {
    this.delimiter = delimiter;
  }

  /** The array that holds the last line; valid until the next row is read. */
  public byte[] line() {
    return line;
  }

  /** Where the last line begins. */
  public int start() {
    return start;
  }

  /** Where the last line ends. */
  public int end() {
    return end;
  }

  /**
   * Makes the line of a row.
   *
   * @param cells for each column its cell in the row, -1 where the row has none
   */
  public void of(Row row, int[] cells) {
    int ready = row.lineEnd(delimiter);
    if (ready >= 0 && isWhole(row, cells)) {
      line = row.bytes();
      start = row.lineStart();
      end = ready;
      return;
    }
    bytes.clear();
    for (int i = 0; i < cells.length; i++) {
      if (i > 0) {
        bytes.add(delimiter);
      }
      if (cells[i] >= 0) {
        cell(row, cells[i]);
      }
    }
    line = bytes.array();
    start = 0;
    end = bytes.size();
  }

  /** Whether all cells of the row are wanted, in their order. */
  private static boolean isWhole(Row row, int[] cells) {
    for (int i = 0; i < cells.length; i++) {
      if (cells[i] != i) {
        return false;
      }
    }
    return row.size() == cells.length;
  }

  private void cell(Row row, int cell) {
    switch (row.kind(cell)) {
      case NULL, ABSENT -> {}
      case TRUE -> bytes.add(Encoders.TRUE, 0, Encoders.TRUE.length);
      case FALSE -> bytes.add(Encoders.FALSE, 0, Encoders.FALSE.length);
      case TEXT, NUMBER, NESTED -> text(row.bytes(), row.start(cell), row.end(cell));
    }
  }

  private void text(byte[] b, int from, int to) {
    boolean isPlain = from < to;
    for (int p = from; isPlain && p < to; p++) {
      isPlain = b[p] != delimiter && b[p] != '"' && b[p] != '\n' && b[p] != '\r';
    }
    if (isPlain) {
      bytes.add(b, from, to - from);
      return;
    }
    bytes.add('"');
    for (int p = from; p < to; p++) {
      if (b[p] == '"') {
        bytes.add('"');
      }
      bytes.add(b[p]);
    }
    bytes.add('"');
  }
}
