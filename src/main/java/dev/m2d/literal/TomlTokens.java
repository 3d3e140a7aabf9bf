package dev.m2d.literal;

import java.util.ArrayList;
import java.util.List;

/** Where the strings and comments of a TOML file are. */
public final class TomlTokens {

  private TomlTokens() {}

  /** In order; a string that is not closed goes to where it has to be. */
  public static List<Token> of(String source) {
    List<Token> tokens = new ArrayList<>();
    int at = 0;
    while (at < source.length()) {
      char c = source.charAt(at);
      int end = at + 1;
      if (c == '#') {
        end = lineEnd(source, at);
        tokens.add(new Token(at, end, true));
      } else if (c == '"' || c == '\'') {
        end = string(source, at);
        tokens.add(new Token(at, end, false));
      }
      at = end;
    }
    return tokens;
  }

  private static int lineEnd(String source, int at) {
    int end = source.indexOf('\n', at);
    return end < 0 ? source.length() : end;
  }

  private static int string(String source, int start) {
    char quote = source.charAt(start);
    String three = String.valueOf(quote).repeat(3);
    boolean isLong = source.startsWith(three, start);
    int at = start + (isLong ? 3 : 1);
    while (at < source.length()) {
      char c = source.charAt(at);
      if (c == '\\' && quote == '"') {
        at += 2;
      } else if (isLong ? source.startsWith(three, at) : c == quote) {
        return at + (isLong ? 3 : 1);
      } else if (c == '\n' && !isLong) {
        return at;
      } else {
        at++;
      }
    }
    return source.length();
  }
}
