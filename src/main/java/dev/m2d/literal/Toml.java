package dev.m2d.literal;

import java.util.List;
import java.util.stream.Collectors;

/** TOML text: basic strings and arrays of them. */
public final class Toml {
  private Toml() {}

  /**
   * Writes a basic string, quotes included.
   *
   * @throws IllegalArgumentException for a lone surrogate, which TOML cannot hold
   */
  public static String string(String text) {
    return Characters.doubleQuoted(text, Toml::appendOther);
  }

  private static void appendOther(StringBuilder out, int codePoint) {
    if (Character.getType(codePoint) == Character.SURROGATE) {
      throw new IllegalArgumentException("TOML cannot hold a lone surrogate");
    }
    if (Characters.isPlain(codePoint)) {
      out.appendCodePoint(codePoint);
    } else {
      Characters.appendLongEscape(out, codePoint);
    }
  }

  /** An array of strings, one a line. */
  public static Snippet array(List<String> texts) {
    if (texts.isEmpty()) {
      return new Snippet(Language.TOML, "[]");
    }
    String lines =
        texts.stream().map(t -> "    " + string(t) + ",\n").collect(Collectors.joining());
    return new Snippet(Language.TOML, "[\n" + lines + "]");
  }
}
