package dev.m2d.compare.selftest;

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
import java.util.ArrayList;
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
  private final char delimiter;
  private List<String> header = List.of();

  private RowText(BufferedReader in, boolean isJson, char delimiter) {
    this.in = in;
    this.isJson = isJson;
    this.delimiter = delimiter;
  }

  static RowText json(BufferedReader in) {
    return new RowText(in, true, ',');
  }

  /** Reads the header too. */
  static RowText csv(BufferedReader in, char delimiter) throws IOException {
    RowText rows = new RowText(in, false, delimiter);
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
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < values.size(); i++) {
      if (i > 0) {
        line.append(delimiter);
      }
      Value value = values.get(i);
      if (!value.isNull()) {
        String text =
            value instanceof Value.Tagged raw ? raw.text() : encoded(value.asText().orElse(""));
        line.append('"').append(text.replace("\"", "\"\"")).append('"');
      }
    }
    return line.append('\n').toString();
  }

  /** The characters up to a line end that is in no quotes. */
  private @Nullable String record() throws IOException {
    StringBuilder text = new StringBuilder();
    boolean isQuoted = false;
    int c = in.read();
    if (c < 0) {
      return null;
    }
    while (c >= 0 && (isQuoted || c != '\n')) {
      if (c == '"' && !isJson) {
        isQuoted = !isQuoted;
      }
      text.append((char) c);
      c = in.read();
    }
    int end = text.length();
    return end > 0 && text.charAt(end - 1) == '\r' ? text.substring(0, end - 1) : text.toString();
  }

  private List<Value> cells(String record) {
    List<Value> cells = new ArrayList<>();
    StringBuilder cell = new StringBuilder();
    boolean isQuoted = false;
    boolean wasQuoted = false;
    for (int i = 0; i < record.length(); i++) {
      char c = record.charAt(i);
      if (isQuoted && c == '"' && i + 1 < record.length() && record.charAt(i + 1) == '"') {
        cell.append('"');
        i++;
      } else if (c == '"' && (isQuoted || cell.isEmpty())) {
        isQuoted = !isQuoted;
        wasQuoted = true;
      } else if (c == delimiter && !isQuoted) {
        cells.add(cell(cell, wasQuoted));
        cell.setLength(0);
        wasQuoted = false;
      } else {
        cell.append(c);
      }
    }
    cells.add(cell(cell, wasQuoted));
    return cells;
  }

  private static Value cell(StringBuilder cell, boolean wasQuoted) {
    if (cell.isEmpty() && !wasQuoted) {
      return new Value.Null();
    }
    String raw = cell.toString();
    return decoded(raw).<Value>map(Value.Text::new).orElseGet(() -> new Value.Tagged(raw));
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
