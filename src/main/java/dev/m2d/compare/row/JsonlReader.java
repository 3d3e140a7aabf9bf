package dev.m2d.compare.row;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Reads objects of JSON, one after the other as in a file of JSON lines, or in one list. Members
 * are columns, in the order in which they are first met.
 */
final class JsonlReader implements RowReader {

  static final JsonFactory FACTORY =
      new JsonFactoryBuilder()
          .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxStringLength(Integer.MAX_VALUE)
                  .maxNumberLength(100_000)
                  .maxNestingDepth(500)
                  .build())
          .build();

  /** What Jackson quotes of the data, which a report does not show. */
  private static final Pattern UNSHOWN =
      Pattern.compile("(Unrecognized token|Numeric value) (?:'[^']*'|\\([^)]*\\))");

  private static final String REMEDY =
      "Write it again: each line one whole object of JSON, with each member once.";

  /** How Jackson begins to say that an object has a member twice, whose name it quotes. */
  private static final String TWICE = "Duplicate ";

  private final Source source;
  private final Bounded text;
  private final JsonParser parser;
  private final List<String> columns;
  private final Map<String, Integer> places = new HashMap<>();
  private final TextBytes bytes = new TextBytes();

  /**
   * Opens a file.
   *
   * @param columns those known already; their cells come first
   */
  JsonlReader(Source source, List<String> columns) throws IOException {
    this.source = source;
    this.columns = new ArrayList<>(columns);
    for (String name : columns) {
      places.put(name, places.size());
    }
    text = new Bounded(new Utf8Repair(source.open()));
    parser = FACTORY.createParser(text);
  }

  @Override
  public List<String> columns() {
    return columns;
  }

  @Override
  public boolean next(Row row) throws IOException {
    text.begin();
    long line = parser.currentLocation().getLineNr();
    try {
      JsonToken token = parser.nextToken();
      while (token == JsonToken.START_ARRAY || token == JsonToken.END_ARRAY) {
        token = parser.nextToken();
      }
      line = parser.currentTokenLocation().getLineNr();
      if (token == null) {
        return false;
      }
      if (token != JsonToken.START_OBJECT) {
        throw bad("each line must be an object of JSON");
      }
      members(row);
      return true;
    } catch (Bounded.TooLongException e) {
      throw new BadRowsException(source.name(), line, 1, Bounded.message());
    } catch (JsonProcessingException e) {
      String text = UNSHOWN.matcher(e.getOriginalMessage()).replaceAll("$1");
      throw new BadRowsException(
              source.name(),
              e.getLocation() == null ? 1 : Math.max(1, e.getLocation().getLineNr()),
              e.getLocation() == null ? 1 : Math.max(1, e.getLocation().getColumnNr()),
              text.startsWith(TWICE) ? twice(text) : "the text is not JSON: " + text)
          .remedy(REMEDY);
    }
  }

  private void members(Row row) throws IOException {
    row.begin(bytes.array(), parser.currentTokenLocation().getByteOffset());
    row.absent(columns.size());
    bytes.clear();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String name = parser.currentName();
      Integer known = places.get(name);
      if (known == null) {
        known = columns.size();
        columns.add(name);
        places.put(name, known);
        row.add(Row.Kind.ABSENT, 0, 0);
      }
      int start = bytes.size();
      Row.Kind kind = value(parser.nextToken());
      row.set(known, kind, start, bytes.size());
    }
    row.moved(bytes.array());
  }

  private Row.Kind value(JsonToken token) throws IOException {
    return switch (token) {
      case VALUE_NULL -> Row.Kind.NULL;
      case VALUE_TRUE -> Row.Kind.TRUE;
      case VALUE_FALSE -> Row.Kind.FALSE;
      case VALUE_STRING -> {
        bytes.add(parser.getTextCharacters(), parser.getTextOffset(), parser.getTextLength());
        yield Row.Kind.TEXT;
      }
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> {
        bytes.add(parser.getTextCharacters(), parser.getTextOffset(), parser.getTextLength());
        yield Row.Kind.NUMBER;
      }
      default -> {
        new NestedJson(parser, bytes).write();
        yield Row.Kind.NESTED;
      }
    };
  }

  @Override
  public void close() throws IOException {
    parser.close();
  }

  private static String twice(String text) {
    String name = text.replaceFirst("^[^'\"]*['\"](.*)['\"][^'\"]*$", "$1");
    return "an object has the member `" + name + "` twice";
  }

  private BadRowsException bad(String message) {
    return new BadRowsException(
            source.name(),
            parser.currentTokenLocation().getLineNr(),
            parser.currentTokenLocation().getColumnNr(),
            message)
        .remedy(REMEDY);
  }
}
