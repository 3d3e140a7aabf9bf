package dev.m2d.compare.report;

import dev.m2d.compare.StreamResult;
import dev.m2d.compare.StreamResult.Example;
import dev.m2d.compare.explain.Difference;
import java.io.IOException;
import java.util.List;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;
import org.apache.commons.csv.QuoteMode;
import org.jspecify.annotations.Nullable;

/** The shown differences of one stream as CSV, one line for each cell. */
public final class DiffCsv {

  private static final CSVFormat FORMAT =
      CSVFormat.RFC4180
          .builder()
          .setRecordSeparator('\n')
          .setQuoteMode(QuoteMode.ALL_NON_NULL)
          .get();

  /** The text. */
  public static String of(StreamResult stream, Values values) throws IOException {
    StringBuilder out = new StringBuilder();
    try (CSVPrinter csv = new CSVPrinter(out, FORMAT)) {
      csv.printRecord("kind", "rows", "left", "right", "key", "column", "from", "to");
      for (Example example : stream.examples()) {
        List<Difference.Cell> cells = example.difference().cells();
        if (cells.isEmpty()) {
          line(csv, example, values, null);
        }
        for (Difference.Cell cell : cells) {
          line(csv, example, values, cell);
        }
      }
    }
    return out.toString();
  }

  private static void line(
      CSVPrinter csv, Example example, Values values, Difference.@Nullable Cell cell)
      throws IOException {
    csv.printRecord(
        Words.kind(example.difference().kind()),
        Long.toString(example.difference().count()),
        example.left(),
        example.right(),
        safe(Words.key(example, values)),
        cell == null ? null : safe(cell.column()),
        cell == null ? null : safe(values.of(cell.from())),
        cell == null ? null : safe(values.of(cell.to())));
  }

  /** No formula for a spreadsheet. */
  private static @Nullable String safe(@Nullable String text) {
    return text != null && !text.isEmpty() && "=+-@\t\r".indexOf(text.charAt(0)) >= 0
        ? "'" + text
        : text;
  }

  private DiffCsv() {}
}
