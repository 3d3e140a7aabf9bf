package dev.m2d.literal;

/**
 * A part of a text that ends where its language says: a string, a scalar, a comment.
 *
 * @param start index of its first character
 * @param end index after its last one
 */
public record Token(int start, int end, boolean isComment) {

  /** The same in a text that has so many characters before. */
  public Token after(int characters) {
    return new Token(start + characters, end + characters, isComment);
  }
}
