package dev.m2d.yaml;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Values as Python prints them, which is what Meltano hands on. */
public final class PythonText {

  /** Python's `str(value)`. */
  public static String str(Value value) {
    if (value instanceof Value.Text t) {
      return t.value();
    }
    if (value instanceof Value.Timestamp t) {
      return t.iso().replace('T', ' ');
    }
    if (value instanceof Value.Decimal d) {
      return d.text();
    }
    return value instanceof Value.Tagged t ? t.text() : repr(value);
  }

  /** Python's `repr(value)`. */
  public static String repr(Value value) {
    if (value instanceof Value.Decimal d) {
      return "Decimal(" + quote(d.text()) + ")";
    }
    if (value instanceof Value.Null) {
      return "None";
    }
    if (value instanceof Value.Bool b) {
      return b.value() ? "True" : "False";
    }
    if (value instanceof Value.Int i) {
      return i.value().toString();
    }
    if (value instanceof Value.Real r) {
      return repr(r.value());
    }
    if (value instanceof Value.Text t) {
      return quote(t.value());
    }
    if (value instanceof Value.Timestamp t) {
      return quote(t.iso());
    }
    if (value instanceof Value.Tagged t) {
      // A lone `=` is what people write without knowing that it is tagged.
      return t.text().equals("=")
          ? "TaggedScalar(value='=', style=None, tag=Tag('tag:yaml.org,2002:value'))"
          : quote(t.text());
    }
    StringBuilder out = new StringBuilder();
    if (value instanceof Value.Items items) {
      out.append('[');
      for (Iterator<Value> i = items.values().iterator(); i.hasNext(); ) {
        out.append(inside(i.next())).append(i.hasNext() ? ", " : "");
      }
      return out.append(']').toString();
    }
    out.append('{');
    for (Iterator<Map.Entry<String, Value>> i =
            ((Value.Fields) value).values().entrySet().iterator();
        i.hasNext(); ) {
      Map.Entry<String, Value> e = i.next();
      out.append(quote(e.getKey())).append(": ").append(inside(e.getValue()));
      out.append(i.hasNext() ? ", " : "");
    }
    return out.append('}').toString();
  }

  /** A value inside another; a date is told as the object it is. */
  private static String inside(Value value) {
    if (!(value instanceof Value.Timestamp t)) {
      return repr(value);
    }
    int numbers = t.iso().indexOf('T') < 0 ? 3 : 7;
    List<String> parts = new ArrayList<>();
    for (String part : t.iso().split("[-T:.+]", -1)) {
      if (parts.size() < numbers) {
        parts.add(Integer.toString(Integer.parseInt(part)));
      }
    }
    String type = t.fragile() ? "TimeStamp" : numbers == 3 ? "datetime.date" : "datetime.datetime";
    while (!t.fragile() && parts.size() > 5 && parts.get(parts.size() - 1).equals("0")) {
      parts.remove(parts.size() - 1);
    }
    return type + "(" + String.join(", ", parts) + ")";
  }

  /** Python's `repr` of a float: the shortest digits that give the same number. */
  public static String repr(double value) {
    if (Double.isNaN(value)) {
      return "nan";
    }
    if (Double.isInfinite(value)) {
      return value > 0 ? "inf" : "-inf";
    }
    if (value == 0) {
      return 1 / value < 0 ? "-0.0" : "0.0";
    }
    BigDecimal exact = new BigDecimal(value);
    BigDecimal shortest = exact;
    for (int digits = 1; digits <= 17; digits++) {
      shortest = exact.round(new MathContext(digits));
      if (shortest.doubleValue() == value) {
        break;
      }
    }
    shortest = shortest.stripTrailingZeros();
    int exponent = shortest.precision() - shortest.scale() - 1;
    if (exponent >= -4 && exponent < 16) {
      String plain = shortest.toPlainString();
      return plain.contains(".") ? plain : plain + ".0";
    }
    String digits = shortest.unscaledValue().abs().toString();
    String mantissa = digits.length() == 1 ? digits : digits.charAt(0) + "." + digits.substring(1);
    return (value < 0 ? "-" : "")
        + mantissa
        + "e"
        + (exponent < 0 ? "-" : "+")
        + String.format(Locale.ROOT, "%02d", Math.abs(exponent));
  }

  /** Python's `json.dumps(value)`, separators and escapes included. */
  public static String json(Value value) {
    StringBuilder out = new StringBuilder();
    json(value, out);
    return out.toString();
  }

  private static void json(Value value, StringBuilder out) {
    if (value instanceof Value.Null) {
      out.append("null");
    } else if (value instanceof Value.Bool b) {
      out.append(b.value());
    } else if (value instanceof Value.Real r
        && (Double.isNaN(r.value()) || Double.isInfinite(r.value()))) {
      out.append(Double.isNaN(r.value()) ? "NaN" : r.value() > 0 ? "Infinity" : "-Infinity");
    } else if (value instanceof Value.Int || value instanceof Value.Real) {
      out.append(repr(value));
    } else if (value instanceof Value.Decimal || value instanceof Value.Tagged) {
      jsonText(str(value), out);
    } else if (value instanceof Value.Text t) {
      jsonText(t.value(), out);
    } else if (value instanceof Value.Timestamp t) {
      jsonText(t.iso(), out);
    } else if (value instanceof Value.Items items) {
      out.append('[');
      String between = "";
      for (Value v : items.values()) {
        out.append(between);
        json(v, out);
        between = ", ";
      }
      out.append(']');
    } else if (value instanceof Value.Fields fields) {
      out.append('{');
      String between = "";
      for (Map.Entry<String, Value> e : fields.values().entrySet()) {
        out.append(between);
        jsonText(e.getKey(), out);
        out.append(": ");
        json(e.getValue(), out);
        between = ", ";
      }
      out.append('}');
    }
  }

  private static void jsonText(String text, StringBuilder out) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"' -> out.append("\\\"");
        case '\\' -> out.append("\\\\");
        case '\n' -> out.append("\\n");
        case '\r' -> out.append("\\r");
        case '\t' -> out.append("\\t");
        case '\b' -> out.append("\\b");
        case '\f' -> out.append("\\f");
        default -> {
          if (c < 0x20 || c > 0x7e) {
            out.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
          } else {
            out.append(c);
          }
        }
      }
    }
    out.append('"');
  }

  private static String quote(String text) {
    char mark = text.contains("'") && !text.contains("\"") ? '"' : '\'';
    StringBuilder out = new StringBuilder().append(mark);
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '\\' -> out.append("\\\\");
        case '\n' -> out.append("\\n");
        case '\r' -> out.append("\\r");
        case '\t' -> out.append("\\t");
        default -> {
          if (c == mark) {
            out.append('\\').append(c);
          } else if (c < 0x20 || c >= 0x7f && c <= 0xa0 || c == 0xad) {
            out.append(String.format(Locale.ROOT, "\\x%02x", (int) c));
          } else {
            out.append(c);
          }
        }
      }
    }
    return out.append(mark).toString();
  }

  private PythonText() {}
}
