package dev.m2d.literal;

import dev.m2d.yaml.Value;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Python text: literals as {@code ruff format} would write them, names, docstrings, comments. */
public final class Python {
  private static final int DOC_WIDTH = 96;
  private static final Pattern IDENTIFIER = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
  private static final Set<String> KEYWORDS =
      Set.of(
          ("False None True and as assert async await break class continue def del elif else except"
                  + " finally for from global if import in is lambda nonlocal not or pass raise"
                  + " return try while with yield")
              .split(" ", -1));

  private Python() {}

  /** Writes a string literal; double quotes unless single ones need fewer escapes. */
  public static String string(String text) {
    long doubles = text.chars().filter(c -> c == '"').count();
    long singles = text.chars().filter(c -> c == '\'').count();
    char quote = doubles > singles ? '\'' : '"';
    StringBuilder out = new StringBuilder().append(quote);
    text.codePoints().forEach(codePoint -> appendCharacter(out, codePoint, quote));
    return out.append(quote).toString();
  }

  private static void appendCharacter(StringBuilder out, int codePoint, char quote) {
    switch (codePoint) {
      case '\\' -> out.append("\\\\");
      case '\n' -> out.append("\\n");
      case '\r' -> out.append("\\r");
      case '\t' -> out.append("\\t");
      default -> {
        if (codePoint == quote) {
          out.append('\\').append(quote);
        } else if (Characters.isPlain(codePoint)) {
          out.appendCodePoint(codePoint);
        } else {
          Characters.appendEscape(out, codePoint);
        }
      }
    }
  }

  /** A string literal as code. */
  public static Snippet literal(String text) {
    return code(string(text));
  }

  /** A whole number. */
  public static Snippet literal(long number) {
    return code(Long.toString(number));
  }

  /** {@code True} or {@code False}. */
  public static Snippet literal(boolean value) {
    return code(value ? "True" : "False");
  }

  /** {@code None}. */
  public static Snippet none() {
    return code("None");
  }

  /**
   * A tuple of string literals, {@code ("a",)} for one.
   *
   * @param texts the items, in order
   */
  public static Snippet tuple(List<String> texts) {
    String items = texts.stream().map(Python::string).collect(Collectors.joining(", "));
    return code("(" + items + (texts.size() == 1 ? ",)" : ")"));
  }

  /**
   * A dotted name.
   *
   * @param dotted one or more identifiers joined by dots
   * @throws IllegalArgumentException when a part is no identifier or a keyword
   */
  public static Snippet name(String dotted) {
    for (String part : dotted.split("\\.", -1)) {
      if (!IDENTIFIER.matcher(part).matches() || KEYWORDS.contains(part)) {
        throw new IllegalArgumentException("not a Python name: " + dotted);
      }
    }
    return code(dotted);
  }

  /** A value as a Python literal; maps keep their order. */
  public static Snippet value(Value value) {
    return code(expression(value));
  }

  private static String expression(Value value) {
    if (value instanceof Value.Text text) {
      return string(text.value());
    }
    if (value instanceof Value.Int whole) {
      return whole.value().toString();
    }
    if (value instanceof Value.Real real) {
      return Double.isFinite(real.value())
          ? Numbers.decimal(real.value())
          : "float(" + string(Numbers.notFinite(real.value())) + ")";
    }
    if (value instanceof Value.Bool bool) {
      return bool.value() ? "True" : "False";
    }
    if (value instanceof Value.Items items) {
      return items.values().stream()
          .map(Python::expression)
          .collect(Collectors.joining(", ", "[", "]"));
    }
    if (value instanceof Value.Fields fields) {
      return fields.values().entrySet().stream()
          .map(e -> string(e.getKey()) + ": " + expression(e.getValue()))
          .collect(Collectors.joining(", ", "{", "}"));
    }
    return "None";
  }

  /**
   * A docstring at the left margin: a first line, then paragraphs, each wrapped.
   *
   * @param summary one sentence; white space is folded
   * @param paragraphs what follows, in order; none for a docstring of one line
   */
  public static Snippet docstring(String summary, List<String> paragraphs) {
    StringBuilder out = new StringBuilder("\"\"\"");
    out.append(docText(Characters.oneLine(summary)));
    for (String paragraph : paragraphs) {
      out.append("\n\n");
      out.append(wrap(docText(Characters.oneLine(paragraph)), DOC_WIDTH));
    }
    if (!paragraphs.isEmpty()) {
      out.append('\n');
    } else if (out.charAt(out.length() - 1) == '"' && out.length() > 3) {
      out.append(' ');
    }
    return code(out.append("\"\"\"").toString());
  }

  private static String docText(String line) {
    return line.replace("\\", "\\\\").replace("\"\"\"", "\\\"\\\"\\\"");
  }

  /**
   * A docstring at the left margin: a first line, a blank line, then lines that are not wrapped.
   *
   * @param summary one sentence; white space is folded
   * @param lines what follows, a line each
   */
  public static Snippet listing(String summary, List<String> lines) {
    StringBuilder out = new StringBuilder(docstring(summary, List.of()).text());
    if (lines.isEmpty()) {
      return code(out.toString());
    }
    out.setLength(out.length() - 3);
    out.append("\n\n");
    lines.forEach(line -> out.append(docText(Characters.oneLine(line)).strip()).append('\n'));
    return code(out.append("\"\"\"").toString());
  }

  /** One comment line, {@code #} included; control characters become blanks. */
  public static Snippet comment(String text) {
    String line = Characters.oneLine(text);
    return code(line.isEmpty() ? "#" : "# " + line);
  }

  private static String wrap(String line, int width) {
    StringBuilder out = new StringBuilder();
    int column = 0;
    for (String word : line.split(" ", -1)) {
      int length = word.codePointCount(0, word.length());
      if (column > 0 && column + 1 + length > width) {
        out.append('\n');
        column = 0;
      } else if (column > 0) {
        out.append(' ');
        column++;
      }
      out.append(word);
      column += length;
    }
    return out.toString();
  }

  private static Snippet code(String text) {
    return new Snippet(Language.PYTHON, text);
  }
}
