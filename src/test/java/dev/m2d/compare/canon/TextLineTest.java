package dev.m2d.compare.canon;

import static org.assertj.core.api.Assertions.assertThat;

import dev.m2d.compare.row.Dialect;
import dev.m2d.compare.row.Format;
import dev.m2d.compare.row.RowSet;
import dev.m2d.compare.row.Source;
import dev.m2d.compare.row.TextBytes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Two rows have the same line exactly when all their cells are encoded alike. */
final class TextLineTest {

  private static final String[] CELLS = {
    "",
    "\"\"",
    "a",
    "\"a\"",
    "\"a,b\"",
    "\"a;b\"",
    "a;b",
    "\"\"\"\"",
    "\"\n\"",
    "\"\r\"",
    "x\"y",
    "\"x\"\"y\"",
    "é",
    "\"é\"",
    " ",
    "true"
  };

  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
  void linesDecideAsEncodedCellsDo(int seed) throws IOException {
    Random random = new Random(seed);
    Map<ByteBuffer, ByteBuffer> lines = new HashMap<>();
    Map<ByteBuffer, ByteBuffer> cells = new HashMap<>();
    for (String names : List.of("a,b,c", "c,a,b", "a,d,b,c", "b,c")) {
      // A file without the column `a` has no cell where the others have one.
      RowSet rows = rows(names, random);
      for (char delimiter : ",;".toCharArray()) {
        Map<ByteBuffer, ByteBuffer> back = delimiter == ',' ? lines : new HashMap<>();
        compare(rows, delimiter, back, delimiter == ',' ? cells : new HashMap<>());
      }
    }
    assertThat(lines).hasSameSizeAs(cells).hasSizeGreaterThan(100);
  }

  /** Adds to `lines` the encoded cells of each line, to `cells` the line of all encoded cells. */
  private static void compare(
      RowSet rows,
      char delimiter,
      Map<ByteBuffer, ByteBuffer> lines,
      Map<ByteBuffer, ByteBuffer> cells)
      throws IOException {
    TextLine line = new TextLine((byte) delimiter);
    TextBytes bytes = new TextBytes();
    rows.scan(
        List.of("a", "b", "c"),
        (row, places, at) -> {
          bytes.clear();
          for (int cell : places) {
            Encoder.addOrNull(TextLine.CELL, row, cell, bytes);
          }
          ByteBuffer encoded = ByteBuffer.wrap(Arrays.copyOf(bytes.array(), bytes.size()));
          line.of(row, places);
          ByteBuffer text =
              ByteBuffer.wrap(Arrays.copyOfRange(line.line(), line.start(), line.end()));
          ByteBuffer before = lines.put(text, encoded);
          assertThat(before == null || before.equals(encoded)).isTrue();
          before = cells.put(encoded, text);
          assertThat(before == null || before.equals(text)).isTrue();
        });
  }

  private RowSet rows(String names, Random random) throws IOException {
    StringBuilder text = new StringBuilder(names).append('\n');
    for (int i = 0; i < 2000; i++) {
      List<String> cells = new ArrayList<>();
      for (int c = names.split(",", -1).length; c > 0; c--) {
        cells.add(CELLS[random.nextInt(CELLS.length)]);
      }
      text.append(String.join(",", cells)).append('\n');
    }
    Path file = folder.resolve("rows.csv");
    Files.write(file, text.toString().getBytes(StandardCharsets.UTF_8));
    Source source = new Source(file, "rows.csv");
    return new RowSet(List.of(source), List.of(new Format.Csv(Dialect.STANDARD)));
  }
}
