package dev.m2d.meltano.resolve;

import java.util.ArrayList;
import java.util.List;

/**
 * Words of which a text has one or none, found in one pass: every name and text of a project is
 * asked for them.
 */
final class Needles {

  private static final int ASCII = 128;

  /** The words by their first character. */
  private final String[][] byFirst = new String[ASCII][];

  /** Words in ASCII, none of them empty. */
  Needles(List<String> words) {
    List<List<String>> found = new ArrayList<>();
    for (int c = 0; c < ASCII; c++) {
      found.add(new ArrayList<>());
    }
    words.forEach(w -> found.get(w.charAt(0)).add(w));
    for (int c = 0; c < ASCII; c++) {
      byFirst[c] = found.get(c).toArray(new String[0]);
    }
  }

  /** Whether the text holds one of the words, written just so. */
  boolean isAnyIn(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < ASCII) {
        for (String word : byFirst[c]) {
          if (text.startsWith(word, i)) {
            return true;
          }
        }
      }
    }
    return false;
  }
}
