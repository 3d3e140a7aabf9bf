package dev.m2d.cli;

import java.util.ArrayList;
import java.util.List;

/** Text for people, in lines of at most 100 columns. */
final class Wrapped {

  private static final int WIDTH = 100;

  /** The text after a start of its first line, wrapped at blanks outside of back quotes. */
  static List<String> lines(String start, int indent, String text) {
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder(start);
    boolean isEmpty = true;
    for (String word : text.split(" (?=(?:[^`]*`[^`]*`)*[^`]*$)")) {
      if (!isEmpty && line.length() + 1 + word.length() > WIDTH) {
        lines.add(line.toString());
        line = new StringBuilder(" ".repeat(indent));
        isEmpty = true;
      }
      line.append(isEmpty ? "" : " ").append(word);
      isEmpty = false;
    }
    lines.add(line.toString());
    return lines;
  }

  /** A paragraph. */
  static List<String> lines(int indent, String text) {
    return lines(" ".repeat(indent), indent, text);
  }

  /** A line of code, cut where it is too long. */
  static String code(int indent, String text) {
    String line = " ".repeat(indent) + text.stripTrailing();
    return line.codePointCount(0, line.length()) <= WIDTH
        ? line
        : line.substring(0, line.offsetByCodePoints(0, WIDTH - 4)) + " ...";
  }

  private Wrapped() {}
}
