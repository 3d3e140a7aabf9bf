package dev.m2d.compare.row;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Reads CSV as RFC 4180 has it, on bytes: cells are never decoded, so that what is no UTF-8 stays
 * as it is. An empty cell is `NULL` without quotes and the empty text with them. Lines end with LF,
 * CR or CRLF. Lines without anything are skipped, unless the file has fewer than two columns.
 */
final class CsvScanner implements RowReader {

  private static final int MORE = -1;
  private static final int END = -2;

  private final Source source;
  private final byte delimiter;
  private final CsvWindow window;
  private final List<String> columns;
  private int from;
  private int[] escaped = new int[4];
  private int escapes;

  /** Opens a file and reads its header. */
  CsvScanner(Source source, char delimiter) throws IOException {
    this(source, delimiter, new CsvWindow(source, (byte) delimiter));
  }

  private CsvScanner(Source source, char delimiter, CsvWindow window) throws IOException {
    this.source = source;
    this.delimiter = (byte) delimiter;
    this.window = window;
    Row header = new Row();
    skipMark();
    columns = read(header, -1) ? names(header) : List.of();
  }

  /** Opens a file whose header was read before; {@link #go} tells where to read. */
  CsvScanner(Source source, char delimiter, List<String> columns) throws IOException {
    this.source = source;
    this.delimiter = (byte) delimiter;
    this.window = new CsvWindow(source, (byte) delimiter);
    this.columns = columns;
  }

  /** Goes on at a place where a row begins; in a compressed file only forward. */
  void go(long place) throws IOException {
    from = window.go(place);
  }

  /** Lines of what was read so far. */
  LineIndex lines() {
    return window.lines();
  }

  @Override
  public List<String> columns() {
    return columns;
  }

  @Override
  public boolean next(Row row) throws IOException {
    if (!read(row, columns.size())) {
      return false;
    }
    if (row.size() != columns.size()) {
      throw bad(
          row.place(),
          "the row has "
              + row.size()
              + (row.size() == 1 ? " cell" : " cells")
              + ", but the header names "
              + columns.size());
    }
    return true;
  }

  @Override
  public void close() throws IOException {
    window.close();
  }

  /** A row of any length; `expected` is the number of columns, -1 for the header itself. */
  private boolean read(Row row, int expected) throws IOException {
    while (true) {
      row.begin(window.bytes(), window.before() + from);
      escapes = 0;
      int next = line(row);
      if (next == MORE) {
        if (window.limit() - from >= Bounded.MOST) {
          throw bad(row.place(), Bounded.message());
        }
        window.fill(from);
        from = 0;
        continue;
      }
      if (next == END) {
        return false;
      }
      boolean blank = row.isBlank();
      from = next;
      if (blank && expected == 0) {
        row.begin(window.bytes(), row.place());
      } else if (blank && expected > 1) {
        continue;
      }
      for (int i = 0; i < escapes; i++) {
        unescape(row, escaped[i]);
      }
      return true;
    }
  }

  /** Answers where the next row begins, or {@link #MORE} or {@link #END}. */
  private int line(Row row) throws IOException {
    byte[] b = window.bytes();
    CsvWindow.Marks marks = window.marks();
    int end = window.limit();
    int start = from;
    if (start == end) {
      return window.hasEnd() ? END : MORE;
    }
    int p = marks.end(start, end);
    while (p < end && b[p] != '\n' && b[p] != '\r' && b[p] != '"') {
      p = marks.end(p + 1, end);
    }
    if (p == end && !window.hasEnd()) {
      return MORE;
    }
    if (p < end && b[p] == '"') {
      return quotes(row);
    }
    row.line(start, p, delimiter);
    if (row.isLineWanted(delimiter)) {
      row.cells(marks.delimiters(start, p) + 1);
    } else {
      cells(row, marks.delimiters(), start, p);
    }
    return p == end ? end : b[p] == '\n' ? p + 1 : afterReturn(p + 1);
  }

  /** Adds the cells of a line without quotes. */
  private static void cells(Row row, long[] delimiters, int begin, int end) {
    int start = begin;
    int word = start >>> 6;
    long rest = delimiters[word] & -1L << start;
    int p;
    do {
      while (rest == 0 && ++word << 6 < end) {
        rest = delimiters[word];
      }
      p = rest == 0 ? end : Math.min(end, (word << 6) + Long.numberOfTrailingZeros(rest));
      rest &= rest - 1;
      row.add(p == start ? Row.Kind.NULL : Row.Kind.TEXT, start, p);
      start = p + 1;
    } while (p < end);
  }

  /** The same of a row with quotes. */
  private int quotes(Row row) throws IOException {
    byte[] b = window.bytes();
    CsvWindow.Marks marks = window.marks();
    int end = window.limit();
    int start = from;
    while (true) {
      int p;
      if (start < end && b[start] == '"') {
        p = quoted(row, start + 1);
        if (p == MORE) {
          return MORE;
        }
        if (p < end && !endsCell(b[p])) {
          throw bad(window.before() + p, "there is text after the quote that closes a cell");
        }
      } else {
        p = marks.any(start, end);
        while (p < end && !endsCell(b[p])) {
          p = marks.any(p + 1, end);
        }
        row.add(p == start ? Row.Kind.NULL : Row.Kind.TEXT, start, p);
      }
      if (p == end) {
        return window.hasEnd() ? end : MORE;
      }
      if (b[p] != delimiter) {
        return b[p] == '\n' ? p + 1 : afterReturn(p + 1);
      }
      start = p + 1;
    }
  }

  private boolean endsCell(byte c) {
    return c == delimiter || c == '\n' || c == '\r';
  }

  /** Answers where the next row begins after a CR. */
  private int afterReturn(int p) {
    if (p == window.limit() && !window.hasEnd()) {
      return MORE;
    }
    return p < window.limit() && window.bytes()[p] == '\n' ? p + 1 : p;
  }

  /** Answers the place after the closing quote. */
  private int quoted(Row row, int start) throws IOException {
    byte[] b = window.bytes();
    int end = window.limit();
    int p = window.marks().quote(start, end);
    boolean doubled = false;
    while (p + 1 < end && b[p + 1] == '"') {
      doubled = true;
      p = window.marks().quote(p + 2, end);
    }
    if (p + 1 >= end && !window.hasEnd()) {
      return MORE;
    }
    if (p >= end) {
      throw bad(
          window.before() + start - 1, "the file ends inside the quoted cell that begins here");
    }
    if (doubled) {
      if (escapes == escaped.length) {
        escaped = Arrays.copyOf(escaped, 2 * escapes);
      }
      escaped[escapes++] = row.size();
    }
    row.add(Row.Kind.TEXT, start, p);
    return p + 1;
  }

  /** Done when the whole row is there, since a row that is not is scanned again. */
  private void unescape(Row row, int cell) {
    byte[] b = window.bytes();
    int to = row.start(cell);
    for (int p = to; p < row.end(cell); p++) {
      b[to++] = b[p];
      if (b[p] == '"') {
        p++;
      }
    }
    row.end(cell, to);
  }

  /** A byte order mark is no part of the first name. */
  private void skipMark() throws IOException {
    window.fill(0);
    byte[] b = window.bytes();
    if (window.limit() >= 3 && b[0] == (byte) 0xEF && b[1] == (byte) 0xBB && b[2] == (byte) 0xBF) {
      from = 3;
    }
  }

  private List<String> names(Row header) throws IOException {
    if (header.size() == 1 && header.kind(0) == Row.Kind.NULL) {
      return List.of();
    }
    List<String> names = new ArrayList<>();
    for (int i = 0; i < header.size(); i++) {
      int start = header.start(i);
      String name = Utf8Repair.text(Arrays.copyOfRange(header.bytes(), start, header.end(i)));
      if (names.contains(name)) {
        throw bad(window.before() + start, "the header names the column `" + name + "` twice");
      }
      names.add(name);
    }
    return List.copyOf(names);
  }

  private BadRowsException bad(long place, String message) throws IOException {
    return source.bad(place, message);
  }
}
