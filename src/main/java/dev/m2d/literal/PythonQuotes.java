package dev.m2d.literal;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where the strings and comments of a Python file are, such that every Python that may read the
 * file agrees: what the versions read otherwise is a fault.
 */
public final class PythonQuotes {

  private static final Pattern CODING =
      Pattern.compile("[ \t]*#.*?coding[:=][ \t]*([-_.A-Za-z0-9]+)");
  private static final Pattern PREFIX = Pattern.compile("[rbuft]{1,2}");

  private final String source;
  private final List<Token> tokens = new ArrayList<>();
  private Optional<PythonSyntax.Fault> fault = Optional.empty();

  private PythonQuotes(String source) {
    this.source = source;
  }

  /** The strings, without the letters before them, and comments, in order. */
  public static List<Token> tokens(String source) {
    PythonQuotes quotes = new PythonQuotes(source);
    quotes.run();
    return quotes.tokens;
  }

  /** What makes the ends of strings doubtful. */
  public static Optional<PythonSyntax.Fault> fault(String source) {
    PythonQuotes quotes = new PythonQuotes(source);
    quotes.characters();
    quotes.run();
    return quotes.fault;
  }

  /** The texts of the strings and comments, in order. */
  public static List<String> texts(String source) {
    return tokens(source).stream().map(t -> source.substring(t.start(), t.end())).toList();
  }

  /** Python ends lines at characters that others do not, and decodes a file as it says itself. */
  private void characters() {
    for (int i = 0; i < source.length(); i++) {
      char c = source.charAt(i);
      if (c < ' ' && c != '\n' && c != '\t') {
        wrong(i, "a control character");
      }
    }
    List<String> head = source.lines().limit(2).toList();
    for (int i = 0; i < head.size(); i++) {
      Matcher coding = CODING.matcher(head.get(i));
      if (coding.lookingAt() && !coding.group(1).equalsIgnoreCase("utf-8")) {
        wrong(i == 0 ? 0 : head.get(0).length() + 1, "another encoding than UTF-8 is named");
      }
    }
  }

  private void wrong(int at, String what) {
    if (fault.isEmpty()) {
      int line = (int) source.substring(0, at).chars().filter(c -> c == '\n').count() + 1;
      fault = Optional.of(new PythonSyntax.Fault(line, what));
    }
  }

  private void run() {
    int at = 0;
    while (at < source.length()) {
      char c = source.charAt(at);
      int end = at + 1;
      if (c == '#') {
        int line = source.indexOf('\n', at);
        end = line < 0 ? source.length() : line;
        tokens.add(new Token(at, end, true));
      } else if (c == '"' || c == '\'') {
        end = string(at);
        tokens.add(new Token(at, end, false));
      }
      at = end;
    }
  }

  /** Answers where the string ends. */
  private int string(int start) {
    char quote = source.charAt(start);
    String three = String.valueOf(quote).repeat(3);
    boolean isLong = source.startsWith(three, start);
    int width = isLong ? 3 : 1;
    int at = start + width;
    while (at < source.length()) {
      char c = source.charAt(at);
      if (c == '\\') {
        at += 2;
      } else if (isLong ? source.startsWith(three, at) : c == quote) {
        if (isFormatted(start) && !isPlainFormat(source.substring(start + width, at))) {
          wrong(start, "an f-string that not every Python reads alike");
        }
        return at + width;
      } else if (c == '\n' && !isLong) {
        break;
      } else {
        at++;
      }
    }
    wrong(start, "a string is not closed");
    return Math.min(at, source.length());
  }

  private boolean isFormatted(int quote) {
    int start = quote;
    while (start > 0 && Character.isUnicodeIdentifierPart(source.charAt(start - 1))) {
      start--;
    }
    String prefix = source.substring(start, quote).toLowerCase(Locale.ROOT);
    return PREFIX.matcher(prefix).matches() && (prefix.contains("f") || prefix.contains("t"));
  }

  /**
   * Since 3.12 a quotation mark between braces begins another string, before it ended this one: the
   * braces must be closed, and the strings between them must be so simple that both come to one.
   */
  private static boolean isPlainFormat(String body) {
    int depth = 0;
    int at = 0;
    while (at < body.length()) {
      char c = body.charAt(at);
      char next = at + 1 < body.length() ? body.charAt(at + 1) : ' ';
      if (c == '\\') {
        if (depth > 0 || next == '{' || next == '}') {
          return false;
        }
        at++;
      } else if (depth == 0 && (c == '{' || c == '}') && next == c) {
        at++;
      } else if (c == '{') {
        depth++;
      } else if (c == '}') {
        depth--;
      } else if (depth > 0 && c == '#') {
        return false;
      } else if (depth > 0 && (c == '"' || c == '\'')) {
        int end = body.indexOf(c, at + 1);
        boolean isThree = body.startsWith(String.valueOf(c).repeat(3), at);
        if (end < 0 || isThree || body.substring(at + 1, end).matches("(?s).*[{}\\\\#\n\"'].*")) {
          return false;
        }
        at = end;
      }
      if (depth < 0) {
        return false;
      }
      at++;
    }
    return depth == 0;
  }
}
