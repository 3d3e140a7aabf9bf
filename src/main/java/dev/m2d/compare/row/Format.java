package dev.m2d.compare.row;

import java.io.IOException;
import java.util.List;

/** How a file holds rows. */
public sealed interface Format {

  /**
   * Comma-separated values.
   *
   * @param dialect how it is written
   */
  record Csv(Dialect dialect) implements Format {
    @Override
    public RowReader open(Source source, List<String> known) throws IOException {
      return dialect.isPlain()
          ? new CsvScanner(source, dialect.delimiter())
          : new CommonsCsvReader(source, dialect);
    }
  }

  /** An object of JSON in each line. */
  record JsonLines() implements Format {
    @Override
    public RowReader open(Source source, List<String> known) throws IOException {
      return new JsonlReader(source, known);
    }
  }

  /**
   * Opens a file.
   *
   * @param known columns that are known to be in it
   */
  RowReader open(Source source, List<String> known) throws IOException;
}
