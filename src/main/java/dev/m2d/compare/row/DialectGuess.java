package dev.m2d.compare.row;

import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/** Finds out how a CSV file is written, from its beginning. */
public final class DialectGuess {

  private static final int SAMPLE = 1 << 16;
  private static final int ROWS = 100;
  private static final List<Character> DELIMITERS = List.of(',', ';', '\t', '|');

  /** The dialect of a file: the delimiter that gives all rows the same number of cells. */
  public static Dialect of(Source source) throws IOException {
    if (source.name().toLowerCase(Locale.ROOT).matches(".*\\.tsv(\\.gz)?")) {
      return Dialect.STANDARD.delimitedBy('\t');
    }
    byte[] bytes;
    try (InputStream in = source.open()) {
      bytes = in.readNBytes(SAMPLE);
    }
    String text = new String(bytes, StandardCharsets.UTF_8);
    Dialect best = Dialect.STANDARD;
    int most = 1;
    for (char delimiter : DELIMITERS) {
      if (text.indexOf(delimiter) < 0) {
        continue;
      }
      Dialect dialect = Dialect.STANDARD.delimitedBy(delimiter);
      int cells = cells(text, dialect);
      if (cells > most) {
        most = cells;
        best = dialect;
      }
    }
    return best;
  }

  /** Number of cells of all rows; 0 when they have not the same number. */
  private static int cells(String text, Dialect dialect) {
    try (CSVParser parser =
        CSVParser.builder()
            .setReader(new StringReader(text))
            .setFormat(CommonsCsvReader.format(dialect))
            .get()) {
      List<CSVRecord> rows =
          parser.stream().limit(ROWS).filter(r -> r.size() > 1 || r.get(0) != null).toList();
      // The last one may be cut off.
      List<CSVRecord> whole = rows.size() > 1 ? rows.subList(0, rows.size() - 1) : rows;
      var sizes = whole.stream().map(CSVRecord::size).collect(Collectors.toSet());
      return sizes.size() == 1 ? sizes.iterator().next() : 0;
    } catch (IOException | UncheckedIOException e) {
      // With this delimiter it is no CSV.
      return 0;
    }
  }

  private DialectGuess() {}
}
