package dev.m2d.compare.row;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringWriter;

/** How the cells of CSV begin that is read with single quotes; the parser does not tell. */
final class CellStarts {

  /**
   * Whether a cell begins with a double quote. One behind a single quote is its text.
   *
   * @param records so many of them are looked at
   */
  static boolean haveDoubleQuote(byte[] sample, Dialect dialect, long records) throws IOException {
    String text = text(sample, dialect);
    String delimiter = CsvText.read(dialect.delimiter());
    int p = 0;
    for (long record = 0; record < records && p < text.length(); ) {
      if (text.charAt(p) == '"') {
        return true;
      }
      p = text.charAt(p) == '\'' ? afterQuotes(text, p + 1) : p;
      while (p < text.length() && !text.startsWith(delimiter, p) && !isLineEnd(text.charAt(p))) {
        p++;
      }
      if (text.startsWith(delimiter, p)) {
        p += delimiter.length();
      } else {
        p += text.startsWith("\r\n", p) ? 2 : 1;
        record++;
      }
    }
    return false;
  }

  private static String text(byte[] sample, Dialect dialect) throws IOException {
    try (CsvText in = new CsvText(new ByteArrayInputStream(sample), dialect.escape())) {
      StringWriter out = new StringWriter();
      in.transferTo(out);
      return out.toString();
    }
  }

  private static boolean isLineEnd(char c) {
    return c == '\n' || c == '\r';
  }

  /** The place behind the quote that closes a cell, where two of them are one that is text. */
  private static int afterQuotes(String text, int start) {
    int p = text.indexOf('\'', start);
    while (p >= 0 && text.startsWith("\'", p + 1)) {
      p = text.indexOf('\'', p + 2);
    }
    return p < 0 ? text.length() : p + 1;
  }

  private CellStarts() {}
}
