package dev.m2d.meltano.resolve;

import dev.m2d.diagnostic.Diagnostics;
import dev.m2d.diagnostic.SourceFile;
import dev.m2d.yaml.JsonReader;
import dev.m2d.yaml.Value;
import dev.m2d.yaml.YamlNode;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads the text of a variable as JSON or, failing that, as a Python literal. */
final class PythonLiteral {

  private final String text;
  private int at;

  private PythonLiteral(String text) {
    this.text = text;
  }

  /** The value; empty when the text is neither. */
  static Optional<Value> parse(String text) {
    Diagnostics ignored = new Diagnostics();
    Optional<YamlNode> json = JsonReader.read(new SourceFile("variable", text), ignored);
    if (json.isPresent() && !ignored.hasErrors() && !text.isBlank()) {
      return json.map(YamlNode::value);
    }
    try {
      PythonLiteral reader = new PythonLiteral(text.strip());
      Value value = reader.bare();
      return reader.at == reader.text.length() ? Optional.of(value) : Optional.empty();
    } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
      return Optional.empty();
    }
  }

  /** A value, or several with commas between them, which are a tuple without its parentheses. */
  private Value bare() {
    Value first = value();
    space();
    if (at == text.length() || text.charAt(at) != ',') {
      return first;
    }
    List<Value> items = new ArrayList<>(List.of(first));
    while (at < text.length() && text.charAt(at) == ',') {
      at++;
      space();
      if (at < text.length()) {
        items.add(value());
        space();
      }
    }
    return new Value.Items(items);
  }

  private Value value() {
    space();
    char c = text.charAt(at);
    if (c == '[' || c == '(') {
      return new Value.Items(items(c == '[' ? ']' : ')'));
    }
    if (c == '{') {
      return fields();
    }
    if (c == '\'' || c == '"') {
      return new Value.Text(string());
    }
    int start = at;
    while (at < text.length() && "+-._".indexOf(text.charAt(at)) >= 0
        || at < text.length() && Character.isLetterOrDigit(text.charAt(at))) {
      at++;
    }
    String word = text.substring(start, at);
    return switch (word) {
      case "True" -> new Value.Bool(true);
      case "False" -> new Value.Bool(false);
      case "None" -> new Value.Null();
      default -> number(word);
    };
  }

  private static Value number(String word) {
    String plain = word.replace("_", "");
    if (plain.matches("[-+]?(0+|[1-9]\\d*)")) {
      return new Value.Int(new BigInteger(plain.startsWith("+") ? plain.substring(1) : plain));
    }
    if (plain.matches("[-+]?(\\d+\\.?\\d*|\\.\\d+)([eE][-+]?\\d+)?")) {
      return new Value.Real(Double.parseDouble(plain));
    }
    throw new IllegalArgumentException(word);
  }

  private List<Value> items(char end) {
    List<Value> items = new ArrayList<>();
    at++;
    for (space(); text.charAt(at) != end; space()) {
      items.add(value());
      separator(end);
    }
    at++;
    return items;
  }

  private Value fields() {
    Map<String, Value> map = new LinkedHashMap<>();
    at++;
    for (space(); text.charAt(at) != '}'; space()) {
      if (!(value() instanceof Value.Text key)) {
        throw new IllegalArgumentException("key");
      }
      space();
      if (text.charAt(at++) != ':') {
        throw new IllegalArgumentException("colon");
      }
      map.put(key.value(), value());
      separator('}');
    }
    at++;
    return new Value.Fields(map);
  }

  private void separator(char end) {
    space();
    if (text.charAt(at) == ',') {
      at++;
    } else if (text.charAt(at) != end) {
      throw new IllegalArgumentException("comma");
    }
  }

  private String string() {
    char quote = text.charAt(at++);
    StringBuilder out = new StringBuilder();
    while (text.charAt(at) != quote) {
      char c = text.charAt(at++);
      if (c != '\\') {
        out.append(c);
        continue;
      }
      char e = text.charAt(at++);
      switch (e) {
        case 'n' -> out.append('\n');
        case 't' -> out.append('\t');
        case 'r' -> out.append('\r');
        case '\\', '\'', '"' -> out.append(e);
        default -> out.append('\\').append(e);
      }
    }
    at++;
    return out.toString();
  }

  private void space() {
    while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
      at++;
    }
  }
}
