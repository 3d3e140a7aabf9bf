package dev.m2d.scan.python;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Splits Python text into tokens; text that is no Python is skipped character by character. */
final class Tokens {

  private static final Pattern STRING = Pattern.compile("(?i)(?:[rbfut]{0,2})(\"\"\"|'''|\"|')");
  private static final Pattern NAME = Pattern.compile("[\\p{L}_][\\p{L}\\p{N}_]*");
  private static final Pattern NUMBER = Pattern.compile("[0-9][0-9A-Za-z_.]*");
  private static final Pattern OPERATOR =
      Pattern.compile("\\*\\*=?|//=?|>>=?|<<=?|->|:=|[-+*/%@&|^=!<>]=|[^\\s\\w]");

  private final String text;
  private final List<Token> tokens = new ArrayList<>();
  private final Deque<Integer> indents = new ArrayDeque<>();
  private int at;
  private int open;

  private Tokens(String text) {
    this.text = text;
    indents.push(0);
  }

  static List<Token> of(String text) {
    Tokens reader = new Tokens(text);
    reader.read();
    return reader.tokens;
  }

  private void read() {
    boolean lineStart = true;
    while (at < text.length()) {
      if (lineStart && open == 0) {
        lineStart = false;
        if (!indentation()) {
          lineStart = true;
          continue;
        }
      }
      char c = text.charAt(at);
      if (c == '\n') {
        if (open == 0) {
          add(Token.Kind.NEWLINE, at, at + 1);
          lineStart = true;
        }
        at++;
      } else if (Character.isWhitespace(c)) {
        at++;
      } else if (c == '\\' && at + 1 < text.length() && "\r\n".indexOf(text.charAt(at + 1)) >= 0) {
        at += text.startsWith("\\\r\n", at) ? 3 : 2;
      } else if (c == '#') {
        comment();
      } else {
        token(c);
      }
    }
    add(Token.Kind.NEWLINE, at, at);
    while (indents.size() > 1) {
      indents.pop();
      add(Token.Kind.DEDENT, at, at);
    }
    add(Token.Kind.END, at, at);
  }

  /** Reads the blanks that begin a line; false for a line without anything. */
  private boolean indentation() {
    int column = 0;
    int i = at;
    while (i < text.length() && (text.charAt(i) == ' ' || text.charAt(i) == '\t')) {
      column += text.charAt(i) == '\t' ? 8 - column % 8 : 1;
      i++;
    }
    at = i;
    if (at < text.length() && text.charAt(at) == '#') {
      comment();
    }
    if (at >= text.length()) {
      return false;
    }
    if (text.charAt(at) == '\n' || text.charAt(at) == '\r') {
      at++;
      return false;
    }
    Integer top = indents.peek();
    if (top != null && column > top) {
      indents.push(column);
      add(Token.Kind.INDENT, at, at);
    }
    while (indents.size() > 1 && column < indents.element()) {
      indents.pop();
      add(Token.Kind.DEDENT, at, at);
    }
    return true;
  }

  private void comment() {
    while (at < text.length() && text.charAt(at) != '\n') {
      at++;
    }
  }

  private void token(char c) {
    Matcher string = STRING.matcher(text).region(at, Math.min(text.length(), at + 6));
    if (string.lookingAt()) {
      int end = closing(string.end(), string.group(1));
      add(Token.Kind.STRING, at, end);
      at = end;
      return;
    }
    Matcher name = NAME.matcher(text).region(at, text.length());
    if (name.lookingAt()) {
      take(Token.Kind.NAME, name);
      return;
    }
    Matcher number = NUMBER.matcher(text).region(at, text.length());
    if (number.lookingAt()) {
      take(Token.Kind.NUMBER, number);
      return;
    }
    Matcher operator = OPERATOR.matcher(text).region(at, text.length());
    if (operator.lookingAt()) {
      if ("([{".indexOf(c) >= 0) {
        open++;
      } else if (")]}".indexOf(c) >= 0) {
        open = Math.max(0, open - 1);
      }
      take(Token.Kind.OPERATOR, operator);
    } else {
      at++;
    }
  }

  private void take(Token.Kind kind, Matcher m) {
    add(kind, at, m.end());
    at = m.end();
  }

  /** The end of a string; a short one ends with its line at the latest. */
  private int closing(int start, String quote) {
    boolean isLong = quote.length() == 3;
    int i = start;
    while (i < text.length()) {
      char c = text.charAt(i);
      if (c == '\\') {
        i += 2;
      } else if (text.startsWith(quote, i)) {
        return i + quote.length();
      } else if (!isLong && c == '\n') {
        return i;
      } else {
        i++;
      }
    }
    return text.length();
  }

  private void add(Token.Kind kind, int start, int end) {
    tokens.add(new Token(kind, text.substring(start, end), start, end));
  }
}
