package dev.m2d.literal;

/**
 * Text that is already in the syntax of a language and goes into a file as it is. Only this package
 * and those that build on its writers make one.
 *
 * @param language the language of the text
 * @param text the text, correct in that language
 */
public record Snippet(Language language, String text) {
  @Override
  public String toString() {
    return text;
  }
}
