package dev.m2d.literal;

import dev.m2d.yaml.Value;
import java.util.stream.Collectors;

/** JSON text in ASCII-safe form: what is invisible or ambiguous is escaped. */
public final class Json {
  private Json() {}

  /** Writes a string, quotes included. */
  public static String string(String text) {
    return Characters.doubleQuoted(text, Json::appendOther);
  }

  private static void appendOther(StringBuilder out, int codePoint) {
    if (Characters.isPlain(codePoint)) {
      out.appendCodePoint(codePoint);
    } else {
      for (char unit : Character.toChars(codePoint)) {
        out.append("\\u").append(Characters.hex(unit, 4));
      }
    }
  }

  /**
   * A value on one line.
   *
   * @throws IllegalArgumentException for infinities and NaN, which JSON does not have
   */
  public static String flow(Value value) {
    if (value instanceof Value.Text text) {
      return string(text.value());
    }
    if (value instanceof Value.Int whole) {
      return whole.value().toString();
    }
    if (value instanceof Value.Real real) {
      if (!Double.isFinite(real.value())) {
        throw new IllegalArgumentException("JSON has no " + Numbers.notFinite(real.value()));
      }
      return Numbers.decimal(real.value());
    }
    if (value instanceof Value.Bool bool) {
      return Boolean.toString(bool.value());
    }
    if (value instanceof Value.Items items) {
      return items.values().stream().map(Json::flow).collect(Collectors.joining(", ", "[", "]"));
    }
    if (value instanceof Value.Fields fields) {
      return fields.values().entrySet().stream()
          .map(e -> string(e.getKey()) + ": " + flow(e.getValue()))
          .collect(Collectors.joining(", ", "{", "}"));
    }
    return "null";
  }
}
