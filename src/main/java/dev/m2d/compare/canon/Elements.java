package dev.m2d.compare.canon;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The elements of a list, of JSON or as PostgreSQL spells arrays: `[1,2]` and `{1,2}`. */
final class Elements {

  /** The list with its elements in one order; null when the text is no list. */
  static byte @Nullable [] sorted(byte[] list) {
    int last = list.length - 1;
    if (last < 1 || !(list[0] == '[' && list[last] == ']' || list[0] == '{' && list[last] == '}')) {
      return null;
    }
    // Each byte as a character: only their order matters.
    String text = new String(list, StandardCharsets.ISO_8859_1);
    List<String> elements = split(text.substring(1, last));
    Collections.sort(elements);
    return (text.charAt(0) + String.join(",", elements) + text.charAt(last))
        .getBytes(StandardCharsets.ISO_8859_1);
  }

  private static List<String> split(String text) {
    List<String> elements = new ArrayList<>();
    int depth = 0;
    boolean quoted = false;
    int start = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (quoted) {
        i += c == '\\' ? 1 : 0;
        quoted = c != '"';
      } else if (c == '"') {
        quoted = true;
      } else if (c == '[' || c == '{') {
        depth++;
      } else if (c == ']' || c == '}') {
        depth--;
      } else if (c == ',' && depth == 0) {
        elements.add(text.substring(start, i));
        start = i + 1;
      }
    }
    elements.add(text.substring(start));
    return elements;
  }

  private Elements() {}
}
