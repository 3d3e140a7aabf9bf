package dev.m2d.scan.python;

import dev.m2d.scan.text.Fragment;
import dev.m2d.scan.text.FragmentBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Takes string literals apart: prefixes, escapes, the expressions of f-strings. */
final class Strings {

  private static final Map<Character, Character> ESCAPES =
      Map.of('n', '\n', 't', '\t', 'r', '\r', '\\', '\\', '\'', '\'', '"', '"');

  static List<Expression.Piece> pieces(Fragment text, Token token, int depth) {
    String raw = token.text();
    int quote = 0;
    while (quote < raw.length() && raw.charAt(quote) != '"' && raw.charAt(quote) != '\'') {
      quote++;
    }
    String prefix = raw.substring(0, quote).toLowerCase(Locale.ROOT);
    boolean isLong = raw.startsWith("\"\"\"", quote) || raw.startsWith("'''", quote);
    int width = isLong ? 3 : 1;
    int from = Math.min(raw.length(), quote + width);
    boolean closed =
        raw.length() >= from + width && raw.endsWith(raw.substring(quote, quote + width));
    int to = closed ? raw.length() - width : raw.length();
    boolean formatted = prefix.contains("f") && depth < 10;
    boolean plain = prefix.contains("r");
    List<Expression.Piece> pieces = new ArrayList<>();
    FragmentBuilder open = new FragmentBuilder(text.source());
    int i = from;
    while (i < to) {
      char c = raw.charAt(i);
      int place = text.offset(token.start() + i);
      if (c == '\\' && !plain && i + 1 < to) {
        char next = raw.charAt(i + 1);
        if (next != '\n') {
          Character escaped = ESCAPES.get(next);
          if (escaped == null) {
            open.add('\\', place);
          }
          open.add(escaped == null ? next : escaped, place);
        }
        i += 2;
      } else if (formatted && (c == '{' || c == '}') && i + 1 < to && raw.charAt(i + 1) == c) {
        open.add(c, place);
        i += 2;
      } else if (formatted && c == '{') {
        int close = closing(raw, i, to);
        pieces.add(new Expression.Piece(Optional.of(open.build()), Optional.empty()));
        open = new FragmentBuilder(text.source());
        pieces.add(
            new Expression.Piece(
                Optional.empty(), Optional.of(inner(text, token, i + 1, close - 1, depth))));
        i = close;
      } else {
        open.add(c, place);
        i++;
      }
    }
    pieces.add(new Expression.Piece(Optional.of(open.build()), Optional.empty()));
    return pieces;
  }

  private static Expression inner(Fragment text, Token token, int from, int to, int depth) {
    int start = token.start() + from;
    int end = token.start() + Math.max(from, to);
    Fragment part = text.slice(start, end);
    ExpressionParser parser = new ExpressionParser(part, Tokens.of(part.text()));
    Expression expression = parser.expression();
    boolean whole =
        parser.peek().kind() == Token.Kind.NEWLINE || parser.peek().kind() == Token.Kind.END;
    // A conversion or format changes the text.
    return whole && depth < 10 ? expression : new Expression.Other(start, end);
  }

  private static int closing(String raw, int open, int to) {
    int deep = 0;
    for (int i = open; i < to; i++) {
      char c = raw.charAt(i);
      if (c == '{') {
        deep++;
      } else if (c == '}' && --deep == 0) {
        return i + 1;
      }
    }
    return to;
  }

  private Strings() {}
}
