package dev.m2d.scan.shell;

import java.util.Map;
import java.util.function.BiConsumer;

/** `$'...'`: text with the escapes of C. */
final class AnsiText {

  private static final Map<Character, String> ESCAPES =
      Map.of('n', "\n", 't', "\t", 'r', "\r", 'a', "\u0007", 'b', "\b", 'e', "\u001b", 'f', "\f");

  /** Reads from after the opening quote; returns the place after the closing one. */
  static int read(String text, int start, BiConsumer<String, Boolean> into) {
    StringBuilder value = new StringBuilder();
    int i = start;
    while (i < text.length() && text.charAt(i) != '\'') {
      char c = text.charAt(i);
      if (c == '\\' && i + 1 < text.length()) {
        char next = text.charAt(i + 1);
        value.append(ESCAPES.getOrDefault(next, String.valueOf(next)));
        i += 2;
      } else {
        value.append(c);
        i++;
      }
    }
    into.accept(value.toString(), true);
    return Math.min(text.length(), i + 1);
  }

  private AnsiText() {}
}
