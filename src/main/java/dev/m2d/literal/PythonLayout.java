package dev.m2d.literal;

import java.util.ArrayList;
import java.util.List;

/**
 * Breaks lines of Python that are too long the way {@code ruff format} does: the content of a
 * bracket goes on a line of its own when it fits there, else each item gets a line and a trailing
 * comma. Lines that fit are left alone, so a template may write a call on one line or exploded.
 */
public final class PythonLayout {
  /** Columns that generated Python may use. */
  public static final int WIDTH = 100;

  private static final int INDENT = 4;

  private PythonLayout() {}

  /**
   * Breaks the long lines of a file.
   *
   * @param source Python in which every line is complete or ends inside an exploded bracket
   * @return the same program with no breakable line longer than {@link #WIDTH}
   */
  public static String format(String source) {
    StringBuilder out = new StringBuilder();
    boolean text = false;
    for (String line : source.split("\n", -1)) {
      boolean inside = text;
      if (tripleQuotes(line) % 2 == 1) {
        text = !text;
      }
      out.append(inside || text || Characters.columns(line) <= WIDTH ? line : breakLine(line))
          .append('\n');
    }
    out.setLength(out.length() - 1);
    return out.toString();
  }

  private static int tripleQuotes(String line) {
    int count = 0;
    for (int at = line.indexOf("\"\"\""); at >= 0; at = line.indexOf("\"\"\"", at + 3)) {
      if (at == 0 || line.charAt(at - 1) != '\\') {
        count++;
      }
    }
    return count;
  }

  private static String breakLine(String line) {
    if (Characters.columns(line) <= WIDTH
        || line.stripLeading().startsWith("#")
        || line.contains("\"\"\"")) {
      return line;
    }
    String indent = line.substring(0, line.length() - line.stripLeading().length());
    if (line.startsWith("from ") && !line.contains("(")) {
      int names = line.indexOf(" import ") + " import ".length();
      return explode(line.substring(0, names) + "(", line.substring(names), ")", indent);
    }
    int[] bracket = bracket(line, line.stripLeading().startsWith("def "));
    if (bracket.length == 0) {
      return line;
    }
    String head = line.substring(0, bracket[0] + 1);
    String body = line.substring(bracket[0] + 1, bracket[1]);
    String tail = line.substring(bracket[1]);
    String inner = indent + " ".repeat(INDENT);
    boolean call = isCall(head);
    if (call && Characters.columns(inner + body) <= WIDTH && !body.endsWith(",")) {
      return head + "\n" + inner + body + "\n" + indent + tail;
    }
    return explode(head, body, tail, indent);
  }

  private static String explode(String head, String body, String tail, String indent) {
    StringBuilder out = new StringBuilder(head).append('\n');
    for (String item : items(body)) {
      out.append(breakLine(indent + " ".repeat(INDENT) + item + ",")).append('\n');
    }
    return out.append(indent).append(tail).toString();
  }

  /** Tells whether the bracket at the end of a line's head is that of a call or a definition. */
  private static boolean isCall(String head) {
    if (!head.endsWith("(") || head.length() < 2) {
      return false;
    }
    char before = head.charAt(head.length() - 2);
    return Character.isLetterOrDigit(before) || before == '_' || before == ')' || before == ']';
  }

  /**
   * Finds the bracket to break: the first of a definition, else the last outermost with content.
   */
  private static int[] bracket(String line, boolean first) {
    int[] found = {};
    int depth = 0;
    int start = -1;
    for (int i = 0; i < line.length(); i = next(line, i)) {
      char c = line.charAt(i);
      if (c == '(' || c == '[' || c == '{') {
        if (depth++ == 0) {
          start = i;
        }
      } else if ((c == ')' || c == ']' || c == '}') && --depth == 0 && i > start + 1) {
        found = new int[] {start, i};
        if (first) {
          return found;
        }
      }
    }
    return found;
  }

  /** Splits the inside of a bracket at its own commas. */
  private static List<String> items(String body) {
    List<String> items = new ArrayList<>();
    int depth = 0;
    int start = 0;
    for (int i = 0; i < body.length(); i = next(body, i)) {
      char c = body.charAt(i);
      if (c == '(' || c == '[' || c == '{') {
        depth++;
      } else if (c == ')' || c == ']' || c == '}') {
        depth--;
      } else if (c == ',' && depth == 0) {
        items.add(body.substring(start, i).strip());
        start = i + 1;
      }
    }
    String last = body.substring(start).strip();
    if (!last.isEmpty()) {
      items.add(last);
    }
    return items;
  }

  /** The index after the character, or after the string literal, that stands at an index. */
  private static int next(String line, int at) {
    char quote = line.charAt(at);
    if (quote != '"' && quote != '\'') {
      return at + 1;
    }
    int i = at + 1;
    while (i < line.length() && line.charAt(i) != quote) {
      i += line.charAt(i) == '\\' ? 2 : 1;
    }
    return i + 1;
  }
}
