package dev.m2d.literal;

import dev.m2d.yaml.Value;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * YAML text that readers of YAML 1.1 (PyYAML) and of YAML 1.2 understand alike: a string is plain
 * only when it looks like a word and is no keyword of either; floats have a point.
 */
public final class Yaml {
  private static final int WIDTH = 100;
  private static final Pattern WORD = Pattern.compile("[A-Za-z_][A-Za-z0-9_./-]*");
  private static final Set<String> KEYWORDS =
      Set.of("y", "yes", "n", "no", "true", "false", "on", "off", "null");

  private Yaml() {}

  /** Writes a string as a scalar: a bare word where that is safe, else in double quotes. */
  public static String scalar(String text) {
    boolean word = WORD.matcher(text).matches();
    if (word && !KEYWORDS.contains(text.toLowerCase(Locale.ROOT))) {
      return text;
    }
    return Characters.doubleQuoted(text, Yaml::appendOther);
  }

  private static void appendOther(StringBuilder out, int codePoint) {
    if (Characters.isPlain(codePoint)) {
      out.appendCodePoint(codePoint);
    } else {
      Characters.appendEscape(out, codePoint);
    }
  }

  /** One comment line, {@code #} included. */
  public static Snippet comment(String text) {
    return new Snippet(Language.YAML, Python.comment(text).text());
  }

  /**
   * A whole document in block style, ended by a line feed; lists of scalars stand on one line where
   * they fit 100 columns.
   */
  public static Snippet document(Map<String, Value> fields) {
    StringBuilder out = new StringBuilder();
    appendFields(out, fields, 0, false);
    return new Snippet(Language.YAML, out.toString());
  }

  private static void appendFields(
      StringBuilder out, Map<String, Value> fields, int indent, boolean startsOnLine) {
    boolean first = true;
    for (Map.Entry<String, Value> field : fields.entrySet()) {
      if (!first || !startsOnLine) {
        out.append(" ".repeat(indent));
      }
      first = false;
      out.append(scalar(field.getKey())).append(':');
      appendBelow(out, field.getValue(), indent);
    }
  }

  /** Appends the value of a key that was just written, its line break included. */
  private static void appendBelow(StringBuilder out, Value value, int indent) {
    int column = out.length() - (out.lastIndexOf("\n") + 1);
    if (value instanceof Value.Fields fields && !fields.values().isEmpty()) {
      out.append('\n');
      appendFields(out, fields.values(), indent + 2, false);
    } else if (value instanceof Value.Items items && !onOneLine(items, column + 1)) {
      out.append('\n');
      appendItems(out, items.values(), indent);
    } else {
      out.append(' ').append(flow(value)).append('\n');
    }
  }

  private static void appendItems(StringBuilder out, List<Value> items, int indent) {
    for (Value item : items) {
      out.append(" ".repeat(indent)).append("-");
      if (item instanceof Value.Fields fields && !fields.values().isEmpty()) {
        out.append(' ');
        appendFields(out, fields.values(), indent + 2, true);
      } else if (item instanceof Value.Items list && !onOneLine(list, indent + 2)) {
        out.append('\n');
        appendItems(out, list.values(), indent + 2);
      } else {
        out.append(' ').append(flow(item)).append('\n');
      }
    }
  }

  private static boolean onOneLine(Value.Items items, int column) {
    return isFlat(items) && column + Characters.columns(flow(items)) <= WIDTH;
  }

  /** Lists of scalars, and lists of those; no maps. */
  private static boolean isFlat(Value value) {
    if (value instanceof Value.Items items) {
      return items.values().stream().allMatch(Yaml::isFlat);
    }
    return !(value instanceof Value.Fields fields) || fields.values().isEmpty();
  }

  private static String flow(Value value) {
    if (value instanceof Value.Text text) {
      return scalar(text.value());
    }
    if (value instanceof Value.Int whole) {
      return whole.value().toString();
    }
    if (value instanceof Value.Real real) {
      return Double.isFinite(real.value())
          ? Numbers.decimal(real.value())
          : Numbers.notFinite(real.value()).replaceFirst("(inf|nan)", ".$1");
    }
    if (value instanceof Value.Bool bool) {
      return Boolean.toString(bool.value());
    }
    if (value instanceof Value.Items items) {
      return items.values().stream().map(Yaml::flow).collect(Collectors.joining(", ", "[", "]"));
    }
    if (value instanceof Value.Fields fields) {
      return fields.values().entrySet().stream()
          .map(e -> scalar(e.getKey()) + ": " + flow(e.getValue()))
          .collect(Collectors.joining(", ", "{", "}"));
    }
    return "null";
  }
}
