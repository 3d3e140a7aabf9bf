package dev.m2d.meltano.resolve;

import java.util.ArrayList;
import java.util.List;

/** Splits a text into arguments as a POSIX shell (and Python's `shlex.split`) does. */
public final class Shlex {

  /** The arguments, without their quotes. */
  public static List<String> split(String text) {
    List<String> tokens = new ArrayList<>();
    StringBuilder token = new StringBuilder();
    boolean open = false;
    char quote = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (quote == '\'') {
        if (c == '\'') {
          quote = 0;
        } else {
          token.append(c);
        }
      } else if (quote == '"') {
        if (c == '"') {
          quote = 0;
        } else if (c == '\\' && i + 1 < text.length() && "\"\\".indexOf(text.charAt(i + 1)) >= 0) {
          token.append(text.charAt(++i));
        } else {
          token.append(c);
        }
      } else if (c == '\'' || c == '"') {
        quote = c;
        open = true;
      } else if (c == '\\') {
        if (i + 1 >= text.length()) {
          throw new ResolveError("ValueError", "No escaped character");
        }
        token.append(text.charAt(++i));
        open = true;
      } else if (Character.isWhitespace(c)) {
        if (open) {
          tokens.add(token.toString());
          token.setLength(0);
          open = false;
        }
      } else {
        token.append(c);
        open = true;
      }
    }
    if (quote != 0) {
      throw new ResolveError("ValueError", "No closing quotation");
    }
    if (open) {
      tokens.add(token.toString());
    }
    return tokens;
  }

  private Shlex() {}
}
