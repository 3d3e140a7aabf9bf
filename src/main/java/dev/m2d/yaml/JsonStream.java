package dev.m2d.yaml;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;

/** Writes a JSON document piece by piece, indented as {@link JsonWriter} does. */
public final class JsonStream implements AutoCloseable {

  private final JsonGenerator json;

  /** Writes to `out`, which stays open. */
  public JsonStream(Writer out) {
    try {
      json =
          new JsonFactory().createGenerator(out).disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
      json.disable(JsonGenerator.Feature.FLUSH_PASSED_TO_STREAM);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    json.setPrettyPrinter(JsonWriter.indented());
  }

  private interface Step {
    void run() throws IOException;
  }

  private JsonStream step(Step step) {
    try {
      step.run();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return this;
  }

  /** Begins a mapping: the document, or an item of a list. */
  public JsonStream map() {
    return step(json::writeStartObject);
  }

  /** Begins a mapping under a key. */
  public JsonStream map(String key) {
    return step(() -> json.writeObjectFieldStart(key));
  }

  /** Begins a list under a key. */
  public JsonStream list(String key) {
    return step(() -> json.writeArrayFieldStart(key));
  }

  /** A key with its value. */
  public JsonStream put(String key, Value value) {
    return step(
        () -> {
          json.writeFieldName(key);
          JsonWriter.write(value, json);
        });
  }

  /** Ends a mapping. */
  public JsonStream endMap() {
    return step(json::writeEndObject);
  }

  /** Ends a list. */
  public JsonStream endList() {
    return step(json::writeEndArray);
  }

  @Override
  public void close() {
    step(json::close);
  }
}
