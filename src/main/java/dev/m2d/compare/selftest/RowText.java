package dev.m2d.compare.selftest;

import dev.m2d.compare.row.Dialect;
import dev.m2d.diagnostic.Diagnostics;
import dev.m2d.diagnostic.SourceFile;
import dev.m2d.yaml.JsonReader;
import dev.m2d.yaml.JsonWriter;
import dev.m2d.yaml.Value;
import dev.m2d.yaml.YamlMap;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads and writes rows one by one. Characters stand for bytes (ISO 8859-1), so that whatever is
 * not changed stays as it is. It shares no code with the readers that it puts to the test.
 */
final class RowText {

  private static final String MARK = "\u00ef\u00bb\u00bf";

  private final BufferedReader in;
  private final boolean isJson;
  private final CsvRecord csv;
  private List<String> header = List.of();

  private RowText(BufferedReader in, boolean isJson, Dialect dialect) {
    this.in = in;
    this.isJson = isJson;
    this.csv = new CsvRecord(dialect);
  }

  static RowText json(BufferedReader in) {
    return new RowText(in, true, Dialect.STANDARD);
  }

  /** Reads the header too. */
  static RowText csv(BufferedReader in, Dialect dialect) throws IOException {
    RowText rows = new RowText(in, false, dialect);
    String first = rows.record();
    if (first != null) {
      String plain = first.startsWith(MARK) ? first.substring(MARK.length()) : first;
      rows.header =
          rows.cells(plain).stream().map(v -> v instanceof Value.Text t ? t.value() : "").toList();
    }
    return rows;
  }

  List<String> header() {
    return header;
  }

  /** The line of a header; none for JSON. */
  String headerText(List<String> columns) {
    return isJson ? "" : line(columns.stream().map(Value::text).toList());
  }

  /** The next row; null at the end. */
  @Nullable Row next() throws IOException {
    String text = record();
    if (text == null) {
      return null;
    }
    if (isJson) {
      Optional<Value.Fields> object =
          JsonReader.read(new SourceFile("", decoded(text).orElse("")), new Diagnostics())
              .filter(n -> n instanceof YamlMap)
              .map(n -> ((YamlMap) n).value());
      Map<String, Value> fields = object.map(Value.Fields::values).orElse(Map.of());
      return new Row(List.copyOf(fields.keySet()), List.copyOf(fields.values()), Optional.of(text));
    }
    List<Value> cells = cells(text);
    boolean fits = cells.size() == header.size();
    return new Row(fits ? header : List.of(), fits ? cells : List.of(), Optional.of(text));
  }

  /** The line of a row, with its end. */
  String text(Row row) {
    if (row.original().isPresent()) {
      return row.original().get() + "\n";
    }
    if (!isJson) {
      return line(row.values());
    }
    Map<String, Value> fields = new LinkedHashMap<>();
    for (int i = 0; i < row.columns().size(); i++) {
      fields.put(row.columns().get(i), row.values().get(i));
    }
    return encoded(JsonWriter.canonical(new Value.Fields(fields))) + "\n";
  }

  private String line(List<Value> values) {
    return csv.text(
        values.stream()
            .map(
                v ->
                    v instanceof Value.Tagged raw
                        ? Value.text(raw.text())
                        : v.asText().map(t -> Value.text(encoded(t))).orElse(new Value.Null()))
            .toList());
  }

  /** The text of the next row without its line end; null at the end. */
  private @Nullable String record() throws IOException {
    String text = isJson ? in.readLine() : csv.read(in);
    return text != null && text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
  }

  private List<Value> cells(String record) {
    return csv.cells(record).stream()
        .map(
            cell ->
                cell.asText()
                    .map(
                        raw ->
                            decoded(raw)
                                .<Value>map(Value.Text::new)
                                .orElseGet(() -> new Value.Tagged(raw)))
                    .orElse(cell))
        .toList();
  }

  private static Optional<String> decoded(String raw) {
    try {
      ByteBuffer bytes = ByteBuffer.wrap(raw.getBytes(StandardCharsets.ISO_8859_1));
      return Optional.of(StandardCharsets.UTF_8.newDecoder().decode(bytes).toString());
    } catch (CharacterCodingException e) {
      return Optional.empty();
    }
  }

  private static String encoded(String text) {
    return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
  }
}
