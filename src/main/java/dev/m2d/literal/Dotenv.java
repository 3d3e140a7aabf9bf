package dev.m2d.literal;

/** Lines of a {@code .env} file as python-dotenv reads them. */
public final class Dotenv {
  private Dotenv() {}

  /**
   * Tells whether a value can be written so that python-dotenv reads exactly it. It cannot hold NUL
   * or a lone surrogate, and takes a backslash before the closing quote for an escape.
   */
  public static boolean canHold(String text) {
    boolean storable =
        text.codePoints().noneMatch(c -> c == 0 || Character.getType(c) == Character.SURROGATE);
    return storable && (!text.endsWith("\\") || isBare(text));
  }

  /**
   * Writes a value: bare where that is safe, in single quotes where nothing needs an escape, else
   * in double quotes.
   *
   * @throws IllegalArgumentException when {@link #canHold} denies it
   */
  public static String value(String text) {
    if (!canHold(text)) {
      throw new IllegalArgumentException("a .env file cannot hold this value");
    }
    if (text.matches("[A-Za-z0-9_./:@%+,=-]*") || text.endsWith("\\")) {
      return text;
    }
    boolean quotable = text.indexOf('\'') < 0 && text.indexOf('\\') < 0 && !hasControl(text);
    return quotable
        ? "'" + text + "'"
        : Characters.doubleQuoted(text, StringBuilder::appendCodePoint);
  }

  private static boolean hasControl(String text) {
    return text.codePoints().anyMatch(c -> c < 0x20 || c == 0x7f);
  }

  private static boolean isBare(String text) {
    return text.matches("[!$-&(-~]([ !-\"$-~]*[!-\"$-~])?");
  }

  /** One comment line, {@code #} included. */
  public static Snippet comment(String text) {
    return new Snippet(Language.DOTENV, Python.comment(text).text());
  }
}
