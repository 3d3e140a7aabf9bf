package dev.m2d.yaml;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.TreeMap;

/** Writes values as indented JSON. */
public final class JsonWriter {

  /** The text, without a line break at its end; keys in the order of the value. */
  public static String write(Value value) {
    StringWriter out = new StringWriter();
    try (JsonGenerator json = new JsonFactory().createGenerator(out)) {
      json.setPrettyPrinter(indented());
      write(value, json);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toString();
  }

  /** On one line, keys in order: equal objects have equal texts. */
  public static String canonical(Value value) {
    StringWriter out = new StringWriter();
    try (JsonGenerator json = new JsonFactory().createGenerator(out)) {
      write(sorted(value), json);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toString();
  }

  private static Value sorted(Value value) {
    if (value instanceof Value.Items items) {
      return new Value.Items(items.values().stream().map(JsonWriter::sorted).toList());
    }
    if (value instanceof Value.Fields fields) {
      Map<String, Value> sorted = new TreeMap<>();
      fields.values().forEach((k, v) -> sorted.put(k, sorted(v)));
      return new Value.Fields(sorted);
    }
    return value;
  }

  static DefaultPrettyPrinter indented() {
    DefaultIndenter indent = new DefaultIndenter("  ", "\n");
    return new DefaultPrettyPrinter().withObjectIndenter(indent).withArrayIndenter(indent);
  }

  static void write(Value value, JsonGenerator json) throws IOException {
    if (value instanceof Value.Bool b) {
      json.writeBoolean(b.value());
    } else if (value instanceof Value.Int i) {
      json.writeNumber(i.value());
    } else if (value instanceof Value.Real r) {
      json.writeNumber(number(r));
    } else if (value instanceof Value.Decimal d) {
      json.writeString(d.text());
    } else if (value instanceof Value.Tagged t) {
      json.writeString(t.text());
    } else if (value instanceof Value.Text t) {
      json.writeString(t.value());
    } else if (value instanceof Value.Timestamp t) {
      json.writeString(t.iso());
    } else if (value instanceof Value.Items items) {
      json.writeStartArray();
      for (Value v : items.values()) {
        write(v, json);
      }
      json.writeEndArray();
    } else if (value instanceof Value.Fields fields) {
      json.writeStartObject();
      fields.values().forEach((k, v) -> field(k, v, json));
      json.writeEndObject();
    } else {
      json.writeNull();
    }
  }

  /** Infinities and NaN as Python writes and reads them. */
  static String number(Value.Real real) {
    double value = real.value();
    return Double.isFinite(value) ? PythonText.repr(value) : Double.toString(value);
  }

  private static void field(String key, Value value, JsonGenerator json) {
    try {
      json.writeFieldName(key);
      write(value, json);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private JsonWriter() {}
}
