package dev.m2d.literal;

/** Words of a POSIX shell. */
public final class Shell {
  private Shell() {}

  /** Writes one word, quoted when it has to be. */
  public static String word(String text) {
    if (text.matches("[A-Za-z0-9_./:@%+,=-]+")) {
      return text;
    }
    return "'" + text.replace("'", "'\"'\"'") + "'";
  }
}
