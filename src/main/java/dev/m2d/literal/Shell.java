package dev.m2d.literal;

import java.util.List;
import java.util.stream.Collectors;

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

  /** A command line. */
  public static Snippet command(List<String> words) {
    String line = words.stream().map(Shell::word).collect(Collectors.joining(" "));
    return new Snippet(Language.SHELL, line);
  }
}
