package dev.m2d.compare.row;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.commons.csv.CSVException;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.apache.commons.csv.DuplicateHeaderMode;
import org.apache.commons.csv.QuoteMode;
import org.jspecify.annotations.Nullable;

/**
 * Reads CSV of any dialect; the place of a row is its number. Each byte is read as one character,
 * so that what is no UTF-8 stays as it is.
 */
final class CommonsCsvReader implements RowReader {

  private final Source source;
  private final Bounded bytes;
  private final CSVParser parser;
  private final Iterator<CSVRecord> records;
  private final List<String> columns;

  CommonsCsvReader(Source source, Dialect dialect) throws IOException {
    this.source = source;
    bytes = new Bounded(source.open());
    Reader text = new CsvText(bytes, dialect.escape());
    parser = CSVParser.builder().setReader(text).setFormat(format(dialect)).get();
    records = parser.iterator();
    columns = names();
  }

  /**
   * For {@link CsvText}, which has the escapes done. With these settings an empty cell is null
   * without quotes and empty with them.
   */
  static CSVFormat format(Dialect dialect) {
    return CSVFormat.RFC4180
        .builder()
        .setDelimiter(CsvText.read(dialect.delimiter()))
        .setQuote(dialect.quote().orElse(null))
        .setQuoteMode(QuoteMode.ALL_NON_NULL)
        .setIgnoreEmptyLines(false)
        .setDuplicateHeaderMode(DuplicateHeaderMode.ALLOW_ALL)
        .get();
  }

  @Override
  public List<String> columns() {
    return columns;
  }

  @Override
  public boolean next(Row row) throws IOException {
    while (true) {
      CSVRecord record = read();
      if (record == null) {
        return false;
      }
      boolean blank = record.size() == 1 && record.get(0) == null;
      if (blank && columns.size() > 1) {
        continue;
      }
      int size = blank && columns.isEmpty() ? 0 : record.size();
      if (size != columns.size()) {
        throw bad(
            "the row has "
                + size
                + (size == 1 ? " cell" : " cells")
                + ", but the header names "
                + columns.size());
      }
      fill(row, record, size);
      return true;
    }
  }

  private static void fill(Row row, CSVRecord record, int size) {
    byte[] @Nullable [] cells = new byte[size][];
    int total = 0;
    for (int i = 0; i < size; i++) {
      String text = record.get(i);
      byte[] cell = text == null ? null : CsvText.bytes(text);
      cells[i] = cell;
      total += cell == null ? 0 : cell.length;
    }
    byte[] bytes = new byte[total];
    row.begin(bytes, record.getRecordNumber());
    int at = 0;
    for (byte[] cell : cells) {
      int length = cell == null ? 0 : cell.length;
      if (cell != null) {
        System.arraycopy(cell, 0, bytes, at, length);
      }
      row.add(cell == null ? Row.Kind.NULL : Row.Kind.TEXT, at, at + length);
      at += length;
    }
  }

  @Override
  public void close() throws IOException {
    parser.close();
  }

  private @Nullable CSVRecord read() throws IOException {
    long line = parser.getCurrentLineNumber() + 1;
    bytes.begin();
    try {
      return records.hasNext() ? records.next() : null;
    } catch (UncheckedIOException e) {
      if (e.getCause() instanceof Bounded.TooLongException) {
        throw new BadRowsException(source.name(), line, 1, Bounded.message());
      }
      if (e.getCause() instanceof CSVException broken) {
        throw bad(broken, line);
      }
      throw e.getCause();
    }
  }

  private List<String> names() throws IOException {
    CSVRecord header = read();
    List<String> names = new ArrayList<>();
    for (int i = 0; header != null && i < header.size(); i++) {
      byte[] bytes = header.get(i) == null ? null : CsvText.bytes(header.get(i));
      String name = bytes == null ? "" : Utf8Repair.text(bytes);
      if (names.contains(name)) {
        throw bad("the header names the column `" + name + "` twice");
      }
      names.add(name);
    }
    return names.equals(List.of("")) ? List.of() : List.copyOf(names);
  }

  /** The fault of a row in our words: those of the library name its own places. */
  private BadRowsException bad(CSVException broken, long line) {
    String message = String.valueOf(broken.getMessage());
    if (message.startsWith("Invalid character")) {
      return bad("there is text after the quote that closes a cell");
    }
    return new BadRowsException(
        source.name(),
        line,
        1,
        message.contains("EOF reached")
            ? "the file ends inside a quoted cell of the row that begins here"
            : "the row that begins here cannot be read");
  }

  private BadRowsException bad(String message) {
    return new BadRowsException(
        source.name(), Math.max(1, parser.getCurrentLineNumber()), 1, message);
  }
}
