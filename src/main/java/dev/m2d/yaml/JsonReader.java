package dev.m2d.yaml;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import dev.m2d.diagnostic.Code;
import dev.m2d.diagnostic.Diagnostic;
import dev.m2d.diagnostic.Diagnostics;
import dev.m2d.diagnostic.SourceFile;
import dev.m2d.diagnostic.Span;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads JSON text into the same located tree as {@link YamlReader}. */
public final class JsonReader {

  /** Meltano's reader knows NaN and Infinity too. */
  private static final JsonFactory FACTORY =
      JsonFactory.builder().enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS).build();

  private final String file;
  private final JsonParser parser;

  private JsonReader(String file, JsonParser parser) {
    this.file = file;
    this.parser = parser;
  }

  /** The document in `file`; empty when it is not JSON: then an error has been added to `sink`. */
  public static Optional<YamlNode> read(SourceFile file, Diagnostics sink) {
    try (JsonParser parser = FACTORY.createParser(file.text())) {
      if (parser.nextToken() == null) {
        return Optional.of(new YamlScalar(new Value.Null(), "", Span.ofFile(file.path())));
      }
      YamlNode node = new JsonReader(file.path(), parser).node();
      if (parser.nextToken() != null) {
        sink.add(
            Code.M2D106, node.span(), "The text is not JSON: something follows its first value.");
        return Optional.empty();
      }
      return Optional.of(node);
    } catch (JsonProcessingException e) {
      JsonLocation at = e.getLocation();
      Span span =
          at == null
              ? Span.ofFile(file.path())
              : new Span(
                  file.path(),
                  at.getLineNr(),
                  at.getColumnNr(),
                  at.getLineNr(),
                  at.getColumnNr() + 1);
      sink.add(Diagnostic.of(Code.M2D106, span, "The text is not JSON: " + firstLine(e) + "."));
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String firstLine(JsonProcessingException e) {
    return e.getOriginalMessage().lines().findFirst().orElse("unknown reason").strip();
  }

  private YamlNode node() throws IOException {
    JsonLocation start = parser.currentTokenLocation();
    JsonToken token = parser.currentToken();
    if (token == JsonToken.START_OBJECT) {
      Map<String, YamlMap.Entry> entries = new LinkedHashMap<>();
      while (parser.nextToken() != JsonToken.END_OBJECT) {
        String key = parser.currentName();
        Span keySpan = span(parser.currentTokenLocation());
        parser.nextToken();
        entries.put(key, new YamlMap.Entry(key, keySpan, node()));
      }
      return new YamlMap(entries, span(start));
    }
    if (token == JsonToken.START_ARRAY) {
      List<YamlNode> items = new ArrayList<>();
      while (parser.nextToken() != JsonToken.END_ARRAY) {
        items.add(node());
      }
      return new YamlList(items, span(start));
    }
    String text = parser.getText();
    return new YamlScalar(scalar(token, text), text, span(start));
  }

  private static Value scalar(JsonToken token, String text) {
    return switch (token) {
      case VALUE_NULL -> new Value.Null();
      case VALUE_TRUE -> new Value.Bool(true);
      case VALUE_FALSE -> new Value.Bool(false);
      case VALUE_NUMBER_INT -> new Value.Int(new java.math.BigInteger(text));
      case VALUE_NUMBER_FLOAT -> new Value.Real(Double.parseDouble(text));
      default -> new Value.Text(text);
    };
  }

  private Span span(JsonLocation start) {
    JsonLocation end = parser.currentLocation();
    return new Span(
        file, start.getLineNr(), start.getColumnNr(), end.getLineNr(), end.getColumnNr());
  }
}
