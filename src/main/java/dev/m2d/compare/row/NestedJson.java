package dev.m2d.compare.row;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/**
 * Writes a value of JSON so that equal values have equal bytes: members by name, numbers as {@link
 * Decimal}, no white space.
 */
public final class NestedJson {

  private final JsonParser parser;
  private final TextBytes out;

  /** Starts at the current token of the parser. */
  NestedJson(JsonParser parser, TextBytes out) {
    this.parser = parser;
    this.out = out;
  }

  /** Adds the canonical form of a text; answers whether it is JSON. */
  public static boolean add(byte[] text, int start, int end, TextBytes out) {
    try (JsonParser parser = JsonlReader.FACTORY.createParser(text, start, end - start)) {
      if (parser.nextToken() == null) {
        return false;
      }
      new NestedJson(parser, out).write();
      return parser.nextToken() == null;
    } catch (IOException e) {
      return false;
    }
  }

  /** Writes it; the parser is at its last token afterwards. */
  void write() throws IOException {
    write(parser.currentToken());
  }

  private void write(JsonToken token) throws IOException {
    switch (token) {
      case START_OBJECT -> object();
      case START_ARRAY -> list();
      case VALUE_STRING -> text(parser.getText());
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> out.add(Decimal.canonical(parser.getText()));
      default -> out.add(parser.getText());
    }
  }

  private void list() throws IOException {
    out.add('[');
    JsonToken token = parser.nextToken();
    for (int i = 0; token != JsonToken.END_ARRAY; i++) {
      if (i > 0) {
        out.add(',');
      }
      write(token);
      token = parser.nextToken();
    }
    out.add(']');
  }

  private void object() throws IOException {
    int begin = out.size();
    Map<String, byte[]> members = new TreeMap<>(NestedJson::byCodePoint);
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String name = parser.currentName();
      write(parser.nextToken());
      byte[] value = Arrays.copyOfRange(out.array(), begin, out.size());
      out.cut(begin);
      members.put(name, value);
    }
    out.add('{');
    boolean first = true;
    for (Map.Entry<String, byte[]> member : members.entrySet()) {
      if (!first) {
        out.add(',');
      }
      first = false;
      text(member.getKey());
      out.add(':');
      out.add(member.getValue(), 0, member.getValue().length);
    }
    out.add('}');
  }

  private void text(String value) {
    out.add('"');
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c == '"' || c == '\\') {
        out.add('\\');
        out.add(c);
      } else if (c < 0x20) {
        out.add("\\u00" + (c < 0x10 ? "0" : "1") + Character.forDigit(c & 0xf, 16));
      } else {
        boolean pair =
            Character.isHighSurrogate(c)
                && i + 1 < value.length()
                && Character.isLowSurrogate(value.charAt(i + 1));
        out.add(value.substring(i, pair ? i + 2 : i + 1));
        i += pair ? 1 : 0;
      }
    }
    out.add('"');
  }

  private static int byCodePoint(String a, String b) {
    for (int i = 0; i < Math.min(a.length(), b.length()); i++) {
      int difference = Integer.compare(order(a.charAt(i)), order(b.charAt(i)));
      if (difference != 0) {
        return difference;
      }
    }
    return Integer.compare(a.length(), b.length());
  }

  /** Surrogates stand for code points above all others. */
  private static int order(char c) {
    return Character.isSurrogate(c) ? c + 0x10000 : c;
  }
}
