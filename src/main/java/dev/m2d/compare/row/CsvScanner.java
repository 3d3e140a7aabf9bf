package dev.m2d.compare.row;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Reads CSV as RFC 4180 has it, on bytes: cells are never decoded, so that what is no UTF-8 stays
 * as it is. An empty cell is `NULL` without quotes and the empty text with them. Lines end with LF,
 * CR or CRLF. Lines without anything are skipped, unless the file has fewer than two columns.
 */
final class CsvScanner implements RowReader {

  private static final int WINDOW = 1 << 18;
  private static final int MORE = -1;
  private static final int END = -2;

  private final Source source;
  private final byte delimiter;
  private final InputStream in;
  private final List<String> columns;
  private byte[] window = new byte[WINDOW];
  private long[] marks = new long[WINDOW / Long.SIZE];
  private int from;
  private int limit;
  private long before;
  private boolean ended;
  private int[] escaped = new int[4];
  private int escapes;

  /** Opens a file and reads its header. */
  CsvScanner(Source source, char delimiter) throws IOException {
    this.source = source;
    this.delimiter = (byte) delimiter;
    this.in = source.open();
    Row header = new Row();
    skipMark();
    columns = read(header, -1) ? names(header) : List.of();
  }

  /** Opens a file whose header was read before; {@link #go} tells where to read. */
  CsvScanner(Source source, char delimiter, List<String> columns) throws IOException {
    this.source = source;
    this.delimiter = (byte) delimiter;
    this.in = source.open();
    this.columns = columns;
  }

  /** Goes on at a place where a row begins; in a compressed file only forward. */
  void go(long place) throws IOException {
    if (place < before || place > before + limit) {
      if (in instanceof FileInputStream plain) {
        plain.getChannel().position(place);
      } else {
        skip(place - before - limit);
      }
      before = place;
      limit = 0;
      ended = false;
    }
    from = (int) (place - before);
  }

  private void skip(long bytes) throws IOException {
    if (bytes < 0) {
      throw new IllegalArgumentException("a compressed file is read forward only");
    }
    long rest = bytes;
    for (int got = 0; rest > 0 && got >= 0; rest -= got) {
      got = in.read(window, 0, (int) Math.min(rest, window.length));
    }
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
    in.close();
  }

  /** A row of any length; `expected` is the number of columns, -1 for the header itself. */
  private boolean read(Row row, int expected) throws IOException {
    while (true) {
      row.begin(window, before + from);
      escapes = 0;
      int next = scan(row);
      if (next == MORE) {
        fill();
        continue;
      }
      if (next == END) {
        return false;
      }
      from = next;
      boolean blank = row.size() == 1 && row.kind(0) == Row.Kind.NULL;
      if (blank && expected == 0) {
        row.begin(window, row.place());
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
  private int scan(Row row) throws IOException {
    byte[] b = window;
    int end = limit;
    int start = from;
    if (start == end) {
      return ended ? END : MORE;
    }
    boolean quotes = false;
    int word = start >>> 6;
    long rest = marks[word] & -1L << start;
    while (true) {
      while (rest == 0 && (++word << 6) < end) {
        rest = marks[word];
      }
      int p = rest == 0 ? end : Math.min(end, (word << 6) + Long.numberOfTrailingZeros(rest));
      rest &= rest - 1;
      byte c = p < end ? b[p] : (byte) '\n';
      if (c == '"') {
        quotes = true;
        if (p > start) {
          continue;
        }
        p = quoted(row, p + 1);
        if (p == MORE || p == end) {
          return ended ? p : MORE;
        }
        c = b[p];
        if (c != delimiter && c != '\n' && c != '\r') {
          throw bad(before + p, "there is text after the quote that closes a cell");
        }
        word = p >>> 6;
        rest = marks[word] & -1L << p;
        rest &= rest - 1;
      } else if (c == delimiter || c == '\n' || c == '\r') {
        if (p == end && !ended) {
          return MORE;
        }
        row.add(p == start ? Row.Kind.NULL : Row.Kind.TEXT, start, p);
      } else {
        continue;
      }
      if (p == end || c != delimiter) {
        if (!quotes) {
          row.line(p, delimiter);
        }
        return p == end || c == '\n' ? Math.min(end, p + 1) : afterReturn(p + 1);
      }
      start = p + 1;
      if (start == end && !ended) {
        return MORE;
      }
    }
  }

  /** Answers where the next row begins after a CR. */
  private int afterReturn(int p) {
    if (p == limit && !ended) {
      return MORE;
    }
    return p < limit && window[p] == '\n' ? p + 1 : p;
  }

  /** Answers the place after the closing quote. */
  private int quoted(Row row, int start) throws IOException {
    byte[] b = window;
    int end = limit;
    int p = start;
    boolean doubled = false;
    while (true) {
      int word = p >>> 6;
      long rest = p < end ? marks[word] & -1L << p : 0;
      p = end;
      while (p == end && (word << 6) < end) {
        if (rest == 0) {
          rest = ++word << 6 < end ? marks[word] : 0;
        } else {
          int at = (word << 6) + Long.numberOfTrailingZeros(rest);
          rest &= rest - 1;
          p = at < end && b[at] == '"' ? at : end;
        }
      }
      if (p + 1 >= end && !ended) {
        return MORE;
      }
      if (p >= end) {
        throw bad(before + start - 1, "the file ends inside the quoted cell that begins here");
      }
      if (p + 1 < end && b[p + 1] == '"') {
        doubled = true;
        p += 2;
      } else {
        break;
      }
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
    int to = row.start(cell);
    for (int p = to; p < row.end(cell); p++) {
      window[to++] = window[p];
      if (window[p] == '"') {
        p++;
      }
    }
    row.end(cell, to);
  }

  private void fill() throws IOException {
    if (from > 0) {
      System.arraycopy(window, from, window, 0, limit - from);
      before += from;
      limit -= from;
      from = 0;
    } else if (limit == window.length) {
      window = Arrays.copyOf(window, Math.multiplyExact(2, window.length));
      marks = new long[window.length / Long.SIZE];
    }
    int got = in.readNBytes(window, limit, window.length - limit);
    limit += got;
    ended = limit < window.length;
    Words.mark(window, limit, delimiter, marks);
  }

  /** A byte order mark is no part of the first name. */
  private void skipMark() throws IOException {
    fill();
    if (limit >= 3
        && window[0] == (byte) 0xEF
        && window[1] == (byte) 0xBB
        && window[2] == (byte) 0xBF) {
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
      String name =
          new String(header.bytes(), start, header.end(i) - start, StandardCharsets.UTF_8);
      if (names.contains(name)) {
        throw bad(before + start, "the header names the column `" + name + "` twice");
      }
      names.add(name);
    }
    return List.copyOf(names);
  }

  private BadRowsException bad(long place, String message) throws IOException {
    return source.bad(place, message);
  }
}
