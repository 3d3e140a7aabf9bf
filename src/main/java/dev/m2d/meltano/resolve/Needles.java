package dev.m2d.meltano.resolve;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;

/**
 * Words of which a text has one or none, found in one pass: every name and text of a project is
 * asked for them.
 */
final class Needles {

  /** Stands for all characters that are not in ASCII, as it does where Latin 1 has them not. */
  private static final char OTHER = '?';

  private static final int WIDTH = 128;

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
      int first = ascii(word.charAt(0));
      found.get(first).add(word);
      int row = first * WIDTH;
      if (word.length() == 1) {
        Arrays.fill(pairs, row, row + WIDTH, true);
      } else {
        pairs[row + ascii(word.charAt(1))] = true;
      }
    }
    for (int c = 0; c < WIDTH; c++) {
      byFirst[c] = found.get(c).toArray(new String[0]);
    }
  }

  /** Whether the text holds one of the words, written just so. */
  boolean isAnyIn(String text) {
    byte[] characters = characters(text);
    int length = characters.length;
    int first = length == 0 ? 0 : ascii(characters[0]);
    for (int i = 0; i < length; i++) {
      // What no text ends with stands for the end.
      int second = i + 1 < length ? ascii(characters[i + 1]) : 0;
      if (pairs[first * WIDTH + second] && isAnyOf(byFirst[first], text, i)) {
        return true;
      }
      first = second;
    }
    return false;
  }

  /** One byte a character: an array is looked through several times as fast as a text. */
  private static byte[] characters(String text) {
    byte[] characters = text.getBytes(StandardCharsets.ISO_8859_1);
    if (characters.length != text.length()) {
      // Two halves of one character have become one.
      characters = new byte[text.length()];
      for (int i = 0; i < characters.length; i++) {
        characters[i] = (byte) ascii(text.charAt(i));
      }
    }
    return characters;
  }

  private static int ascii(int character) {
    return character >= 0 && character < WIDTH ? character : OTHER;
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
