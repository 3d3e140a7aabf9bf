package dev.m2d.compare.selftest;

import dev.m2d.compare.row.Dialect;
import dev.m2d.yaml.Value;
import java.io.BufferedReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The text of one row of CSV: its cells, and cells as a row. */
final class CsvRecord {

  private static final String MEANT = "nrtbf";
  private static final String MEANINGS = "\n\r\t\b\f";

  private final Dialect dialect;
  private final char quote;

  /** A dialect with quotes, as all have that are found out. */
  CsvRecord(Dialect dialect) {
    this.dialect = dialect;
    this.quote = dialect.quote().orElseThrow();
  }

  /** The characters up to a line end that is in no quotes; null at the end. */
  @Nullable String read(BufferedReader in) throws IOException {
    StringBuilder text = new StringBuilder();
    boolean isQuoted = false;
    int c = in.read();
    if (c < 0) {
      return null;
    }
    while (c >= 0 && (isQuoted || c != '\n')) {
      text.append((char) c);
      if (c == quote) {
        isQuoted = !isQuoted;
      } else if (isEscape(c)) {
        int next = in.read();
        text.append(next < 0 ? "" : Character.toString(next));
      }
      c = in.read();
    }
    return text.toString();
  }

  List<Value> cells(String record) {
    List<Value> cells = new ArrayList<>();
    StringBuilder cell = new StringBuilder();
    boolean isQuoted = false;
    int start = 0;
    for (int i = 0; i < record.length(); i++) {
      char c = record.charAt(i);
      boolean isLast = i + 1 == record.length();
      if (isEscape(c) && !isLast) {
        cell.append(meaning(record.charAt(++i)));
      } else if (isQuoted && c == quote && !isLast && record.charAt(i + 1) == quote) {
        cell.append(record.charAt(++i));
      } else if (c == quote && (isQuoted || i == start)) {
        isQuoted = !isQuoted;
      } else if (c == dialect.delimiter() && !isQuoted) {
        cells.add(cell(cell, record.substring(start, i)));
        cell.setLength(0);
        start = i + 1;
      } else {
        cell.append(c);
      }
    }
    cells.add(cell(cell, record.substring(start)));
    return cells;
  }

  private Value cell(StringBuilder cell, String written) {
    boolean isNull =
        dialect
            .escape()
            .map(e -> e + "N")
            .filter(n -> written.equals(n) || written.equals(quote + n + quote))
            .isPresent();
    return written.isEmpty() || isNull ? new Value.Null() : new Value.Text(cell.toString());
  }

  /** The row of some cells, null without quotes and the rest with them. */
  String text(List<Value> cells) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < cells.size(); i++) {
      if (i > 0) {
        line.append(dialect.delimiter());
      }
      cells
          .get(i)
          .asText()
          .ifPresent(text -> line.append(quote).append(marked(text)).append(quote));
    }
    return line.append('\n').toString();
  }

  private String marked(String text) {
    String once = String.valueOf(quote);
    String doubled = text.replace(once, once + once);
    return dialect.escape().map(e -> doubled.replace("" + e, "" + e + e)).orElse(doubled);
  }

  private boolean isEscape(int c) {
    return dialect.escape().isPresent() && c == dialect.escape().get();
  }

  private static char meaning(char escaped) {
    int index = MEANT.indexOf(escaped);
    return index < 0 ? escaped : MEANINGS.charAt(index);
  }
}
