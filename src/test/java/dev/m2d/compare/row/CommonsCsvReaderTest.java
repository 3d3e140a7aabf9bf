package dev.m2d.compare.row;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;
import org.apache.commons.csv.QuoteMode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every dialect is read as it is written. */
final class CommonsCsvReaderTest {

  private static final String PIECES = "ab,;\t'\"\\^N\né\ud83d\ude00 ";

  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
  void readsWhatCommonsCsvWrites(int seed) throws IOException {
    Random random = new Random(seed);
    char delimiter = ",;\t|é".charAt(random.nextInt(5));
    char quote = random.nextBoolean() ? '"' : '\'';
    boolean isEscaped = random.nextBoolean();
    Dialect dialect =
        new Dialect(
            delimiter, Optional.of(quote), isEscaped ? Optional.of('\\') : Optional.empty());
    CSVFormat format =
        CSVFormat.DEFAULT
            .builder()
            .setDelimiter(delimiter)
            .setQuote(quote)
            .setEscape(isEscaped ? '\\' : null)
            .setQuoteMode(QuoteMode.ALL_NON_NULL)
            .setNullString(isEscaped && random.nextBoolean() ? "\\N" : null)
            .get();
    List<List<String>> rows = new ArrayList<>();
    for (int i = random.nextInt(200); i > 0; i--) {
      List<String> row = new ArrayList<>();
      for (int c = 0; c < 3; c++) {
        row.add(random.nextInt(5) == 0 ? null : text(random));
      }
      rows.add(row);
    }
    StringBuilder text = new StringBuilder();
    try (CSVPrinter printer = new CSVPrinter(text, format)) {
      printer.printRecord("a", "b", "c");
      printer.printRecords(rows);
    }
    assertThat(read(text.toString(), dialect)).isEqualTo(rows);
  }

  @Test
  void aCellWithoutQuotesMayHoldThem() throws IOException {
    Dialect dialect = new Dialect(',', Optional.empty(), Optional.of('\\'));
    assertThat(read("a,b\n\"x,y\\,z\\\n\n\\N,\n", dialect))
        .containsExactly(List.of("\"x", "y,z\n"), nulls());
  }

  private static List<String> nulls() {
    List<String> nulls = new ArrayList<>();
    nulls.add(null);
    nulls.add(null);
    return nulls;
  }

  private static String text(Random random) {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(6); i > 0; i--) {
      text.append(PIECES.charAt(random.nextInt(PIECES.length())));
    }
    return new String(text.toString().getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
  }

  private List<List<String>> read(String text, Dialect dialect) throws IOException {
    Path file = Files.writeString(folder.resolve("rows.csv"), text);
    List<List<String>> rows = new ArrayList<>();
    try (RowReader reader = new CommonsCsvReader(new Source(file, "rows.csv"), dialect)) {
      Row row = new Row();
      while (reader.next(row)) {
        List<String> cells = new ArrayList<>();
        for (int i = 0; i < row.size(); i++) {
          byte[] bytes = requireNonNull(row.bytes());
          cells.add(
              row.kind(i) == Row.Kind.NULL
                  ? null
                  : new String(
                      bytes, row.start(i), row.end(i) - row.start(i), StandardCharsets.UTF_8));
        }
        rows.add(cells);
      }
    }
    return rows;
  }
}
