package dev.m2d.meltano.resolve;

import dev.m2d.yaml.PythonText;
import dev.m2d.yaml.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** Indented lines that fit a terminal, with secrets hidden. */
final class TreeLines {

  private static final int WIDTH = 100;

  /** Longer texts are cut: nobody reads them here, and JSON has them whole. */
  private static final int LONGEST = 1000;

  private final Consumer<String> out;
  private final UnaryOperator<String> hide;

  /**
   * Lines.
   *
   * @param hide replaces the secrets in a text
   */
  TreeLines(Consumer<String> out, UnaryOperator<String> hide) {
    this.out = out;
    this.hide = hide;
  }

  /** An empty line and a heading. */
  void heading(String text) {
    out.accept("");
    line(0, text);
  }

  /** Words, wrapped; further lines stand deeper. */
  void line(int depth, String text) {
    String first = " ".repeat(depth * 2);
    wrap(first, first + "    ", clean(hide.apply(cut(text))));
  }

  /** `label`, and beside it a place or another remark. */
  void row(int depth, String label, String remark) {
    String start = " ".repeat(depth * 2) + clean(hide.apply(cut(label)));
    String end = clean(hide.apply(remark));
    if (remark.isEmpty() || start.length() + 2 + end.length() <= WIDTH) {
      wrap("", " ".repeat(depth * 2 + 4), (start + "  " + end).stripTrailing());
    } else {
      wrap("", " ".repeat(depth * 2 + 4), start);
      wrap(" ".repeat(depth * 2 + 4), " ".repeat(depth * 2 + 6), end);
    }
  }

  /** `name = value`; a list or mapping that does not fit has a line for each of its items. */
  void value(int depth, String start, Value value) {
    String flat = PythonText.json(value);
    boolean fits = depth * 2 + start.length() + flat.length() <= WIDTH;
    boolean isTree = value instanceof Value.Items || value instanceof Value.Fields;
    if (fits || !isTree) {
      line(depth, start + flat);
      return;
    }
    line(depth, start.stripTrailing());
    tree(depth + 2, value);
  }

  private void tree(int depth, Value value) {
    if (value instanceof Value.Items items) {
      items.values().forEach(v -> branch(depth, "- ", v));
    } else if (value instanceof Value.Fields fields) {
      for (Map.Entry<String, Value> e : fields.values().entrySet()) {
        branch(depth, e.getKey() + ": ", e.getValue());
      }
    }
  }

  private void branch(int depth, String start, Value value) {
    String flat = PythonText.json(value);
    boolean empty = flat.equals("{}") || flat.equals("[]");
    boolean isTree = !empty && (value instanceof Value.Items || value instanceof Value.Fields);
    boolean fits = depth * 2 + start.length() + flat.length() <= WIDTH;
    if (fits || !isTree || depth > 20) {
      line(depth, start + flat);
    } else {
      line(depth, start.stripTrailing());
      tree(depth + 1, value);
    }
  }

  private static String cut(String text) {
    int points = text.length() > LONGEST ? text.codePointCount(0, text.length()) : 0;
    return points > LONGEST
        ? text.substring(0, text.offsetByCodePoints(0, LONGEST))
            + " ... ("
            + points
            + " characters)"
        : text;
  }

  /** Nothing that steers a terminal. */
  private static String clean(String text) {
    StringBuilder out = new StringBuilder();
    text.codePoints()
        .forEach(
            c -> {
              int type = Character.getType(c);
              boolean steers = type == Character.FORMAT || type == Character.SURROGATE;
              boolean ends =
                  type == Character.LINE_SEPARATOR || type == Character.PARAGRAPH_SEPARATOR;
              out.appendCodePoint(Character.isISOControl(c) || steers || ends ? ' ' : c);
            });
    return out.toString();
  }

  private void wrap(String first, String hang, String text) {
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder(first);
    String rest = text;
    while (line.length() + rest.length() > WIDTH) {
      int room = WIDTH - line.length();
      int blank = rest.lastIndexOf(' ', room);
      int least = rest.length() - rest.stripLeading().length();
      int end = blank > least + 10 ? blank : room;
      if (Character.isLowSurrogate(rest.charAt(end))) {
        end--;
      }
      lines.add(line + rest.substring(0, end));
      rest = rest.substring(end).stripLeading();
      line = new StringBuilder(hang);
    }
    lines.add(line + rest);
    lines.forEach(l -> out.accept(l.stripTrailing()));
  }
}
