package dev.m2d.scan.python;

/**
 * A token.
 *
 * @param start its first character in the text
 * @param end after its last character
 */
record Token(Kind kind, String text, int start, int end) {

  /** What a token is. */
  enum Kind {
    NAME,
    NUMBER,
    STRING,
    OPERATOR,
    NEWLINE,
    INDENT,
    DEDENT,
    END
  }

  boolean is(String operator) {
    return (kind == Kind.OPERATOR || kind == Kind.NAME) && text.equals(operator);
  }
}
