package dev.m2d.trace;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * Lines with those above them that they are indented under: of lines that look the same in
 * different blocks each is then itself.
 */
final class Nested {

  private record Head(int indent, String whole) {}

  static List<String> of(List<String> lines) {
    List<String> nested = new ArrayList<>();
    Deque<Head> above = new ArrayDeque<>();
    for (String line : lines) {
      String text = line.strip();
      int indent = line.length() - line.stripLeading().length();
      while (!text.isEmpty() && !above.isEmpty() && above.getLast().indent() >= indent) {
        above.removeLast();
      }
      String whole = (above.isEmpty() ? "" : above.getLast().whole() + "\n") + line;
      nested.add(whole);
      if (!text.isEmpty()) {
        above.add(new Head(indent, whole));
      }
    }
    return nested;
  }

  private Nested() {}
}
