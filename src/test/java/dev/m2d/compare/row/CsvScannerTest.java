package dev.m2d.compare.row;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The fast scanner reads what commons-csv reads. */
final class CsvScannerTest {

  private static final String[] PIECES = {
    "a",
    "bc",
    "",
    "",
    " ",
    "\"\"",
    "\"x\"",
    "\"p,q\"",
    "\"l\nm\"",
    "\"l\r\nm\"",
    "\"say \"\"hi\"\"\"",
    "é",
    "\t",
    "1.5",
    "\"\"\"\"",
    "x\"y"
  };

  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
  void readsRandomTextAsCommonsCsvDoes(int seed) throws IOException {
    Random random = new Random(seed);
    int columns = 1 + random.nextInt(5);
    String end = random.nextBoolean() ? "\n" : "\r\n";
    StringBuilder text = new StringBuilder("c0");
    for (int i = 1; i < columns; i++) {
      text.append(",c").append(i);
    }
    for (int row = random.nextInt(400); row > 0; row--) {
      text.append(end);
      for (int i = 0; i < columns; i++) {
        text.append(i == 0 ? "" : ",").append(PIECES[random.nextInt(PIECES.length)]);
      }
    }
    text.append(random.nextBoolean() ? end : "");
    Source source = write(text.toString());
    assertThat(rows(new CsvScanner(source, ',')))
        .isEqualTo(rows(new CommonsCsvReader(source, Dialect.STANDARD)));
  }

  @Test
  void rowsLongerThanTheWindowAreWhole() throws IOException {
    String huge = "x".repeat(3_000_000);
    Source source = write("a,b\n1,\"" + huge + "\"\n2," + huge + "y\n");
    List<List<String>> rows = rows(new CsvScanner(source, ','));
    assertThat(rows).hasSize(2);
    assertThat(rows.get(0)).containsExactly("1", huge);
    assertThat(rows.get(1)).containsExactly("2", huge + "y");
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void goesBackToAPlace(boolean isCompressed) throws IOException {
    StringBuilder text = new StringBuilder("a,b\n");
    for (int i = 0; i < 200_000; i++) {
      text.append(i).append(",\"v \"\"").append(i).append("\"\"\"\n");
    }
    Source source = isCompressed ? compressed(text.toString()) : write(text.toString());
    List<Long> places = new ArrayList<>();
    Row row = new Row();
    try (CsvScanner reader = new CsvScanner(source, ',')) {
      while (reader.next(row)) {
        places.add(row.place());
      }
    }
    try (CsvScanner reader = new CsvScanner(source, ',', List.of("a", "b"))) {
      for (int i = 3; i < places.size(); i += 7919) {
        reader.go(places.get(i));
        assertThat(reader.next(row)).isTrue();
        assertThat(cells(row)).containsExactly("" + i, "v \"" + i + "\"");
      }
    }
  }

  private Source write(String text) throws IOException {
    Path file = Files.writeString(folder.resolve("rows.csv"), text);
    return new Source(file, "rows.csv");
  }

  private Source compressed(String text) throws IOException {
    Path file = folder.resolve("rows.csv.gz");
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
      out.write(text.getBytes(StandardCharsets.UTF_8));
    }
    return new Source(file, "rows.csv.gz");
  }

  private static List<List<String>> rows(RowReader reader) throws IOException {
    List<List<String>> rows = new ArrayList<>();
    try (reader) {
      rows.add(reader.columns());
      Row row = new Row();
      while (reader.next(row)) {
        rows.add(cells(row));
      }
    }
    rows.remove(0);
    return rows;
  }

  private static List<String> cells(Row row) {
    List<String> cells = new ArrayList<>();
    for (int i = 0; i < row.size(); i++) {
      cells.add(
          row.kind(i) == Row.Kind.NULL
              ? null
              : new String(
                  row.bytes(), row.start(i), row.end(i) - row.start(i), StandardCharsets.UTF_8));
    }
    return cells;
  }
}
