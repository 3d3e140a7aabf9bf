package dev.m2d.report;

import java.util.List;

/** Plain text that fits a terminal. */
final class Paragraphs {

  static final int WIDTH = 100;
  private final StringBuilder out = new StringBuilder();

  /** A line of its own. */
  Paragraphs line(String text) {
    return wrapped("", "", text);
  }

  /** A line as it is, which must fit. */
  Paragraphs exact(String text) {
    out.append(text.stripTrailing()).append('\n');
    return this;
  }

  /** An empty line. */
  Paragraphs gap() {
    out.append('\n');
    return this;
  }

  /** `label` in a column of that width, and the text beside it. */
  Paragraphs row(int indent, int width, String label, String text) {
    String start = " ".repeat(indent) + label;
    String hang = " ".repeat(indent + width);
    if (start.length() >= hang.length() && !label.isEmpty()) {
      wrapped(" ".repeat(indent), hang, label);
      return text.isEmpty() ? this : wrapped(hang, hang, text);
    }
    return wrapped(start + " ".repeat(hang.length() - start.length()), hang, text);
  }

  /** A paragraph whose further lines stand two columns to the right. */
  Paragraphs item(int indent, String text) {
    return wrapped(" ".repeat(indent), " ".repeat(indent + 2), text);
  }

  /** Items with commas between them. */
  static String list(List<String> items) {
    return items.isEmpty() ? "none" : String.join(", ", items);
  }

  private Paragraphs wrapped(String first, String hang, String text) {
    StringBuilder line = new StringBuilder(first);
    int start = first.length();
    for (String word : text.replaceAll("\\p{Cntrl}", " ").split(" +", -1)) {
      int at = 0;
      boolean fresh = line.length() == start;
      if (!fresh && line.length() + 1 + word.length() > WIDTH) {
        end(line);
        line = new StringBuilder(hang);
        start = hang.length();
        fresh = true;
      }
      if (!fresh) {
        line.append(' ');
      }
      while (line.length() + word.length() - at > WIDTH) {
        int end = at + WIDTH - line.length();
        end(line.append(word, at, end));
        at = end;
        line = new StringBuilder(hang);
        start = hang.length();
      }
      line.append(word, at, word.length());
    }
    end(line);
    return this;
  }

  private void end(StringBuilder line) {
    out.append(line.toString().stripTrailing()).append('\n');
  }

  @Override
  public String toString() {
    return out.toString();
  }
}
