package dev.m2d.meltano.resolve;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;

/**
 * Words of which a text has one or none, found in one pass: every name and text of a project is
 * asked for them.
 */
final class Needles {

  /** All characters that are not in ASCII count as this one. */
  private static final int OTHER = 128;

  private static final int WIDTH = OTHER + 1;

  /** The words by their first character. */
  private final String[][] byFirst = new String[WIDTH][];

  /** Whether a word begins with these two characters. */
  private final boolean[] pairs = new boolean[WIDTH * WIDTH];

  /** Words, none of them empty. */
  Needles(Collection<String> words) {
    List<List<String>> found = new ArrayList<>();
    for (int c = 0; c < WIDTH; c++) {
      found.add(new ArrayList<>());
    }
    for (String word : words) {
      int first = Math.min(word.charAt(0), OTHER);
      found.get(first).add(word);
      int row = first * WIDTH;
      if (word.length() == 1) {
        Arrays.fill(pairs, row, row + WIDTH, true);
      } else {
        pairs[row + Math.min(word.charAt(1), OTHER)] = true;
      }
    }
    for (int c = 0; c < WIDTH; c++) {
      byFirst[c] = found.get(c).toArray(new String[0]);
    }
  }

  /** Whether the text holds one of the words, written just so. */
  boolean isAnyIn(String text) {
    int length = text.length();
    int first = length == 0 ? 0 : Math.min(text.charAt(0), OTHER);
    for (int i = 0; i < length; i++) {
      // What no text ends with stands for the end.
      int second = i + 1 < length ? Math.min(text.charAt(i + 1), OTHER) : 0;
      if (pairs[first * WIDTH + second] && isAnyOf(byFirst[first], text, i)) {
        return true;
      }
      first = second;
    }
    return false;
  }

  private static boolean isAnyOf(String[] words, String text, int index) {
    for (String word : words) {
      if (text.startsWith(word, index)) {
        return true;
      }
    }
    return false;
  }
}
