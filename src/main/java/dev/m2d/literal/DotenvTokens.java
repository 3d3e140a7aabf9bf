package dev.m2d.literal;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where the names, values and comments of a {@code .env} file are, as python-dotenv reads it. */
public final class DotenvTokens {

  private static final Pattern BLANK = Pattern.compile("\\s*");
  private static final Pattern GAP = Pattern.compile("[^\\S\r\n]*");
  private static final Pattern EXPORT = Pattern.compile("export[^\\S\r\n]+");
  private static final Pattern NAME = Pattern.compile("'[^']+'|[^=#\\s]+");
  private static final Pattern EQUAL = Pattern.compile("=");
  private static final Pattern QUOTED =
      Pattern.compile("'(?:\\\\.|[^'\\\\])*+'|\"(?:\\\\.|[^\"\\\\])*+\"", Pattern.DOTALL);
  private static final Pattern BARE =
      Pattern.compile("[^\r\n]*?(?=\\s+#|[^\\S\r\n]*(?:[\r\n]|\\z))");
  private static final Pattern COMMENT = Pattern.compile("#[^\r\n]*");
  private static final Pattern REST = Pattern.compile("[^\r\n]+");

  private final String source;
  private final List<Token> tokens = new ArrayList<>();
  private int at;

  private DotenvTokens(String source) {
    this.source = source;
  }

  /** In order; what cannot be read counts as one up to the end of its line. */
  public static List<Token> of(String source) {
    DotenvTokens lines = new DotenvTokens(source);
    while (lines.at < source.length()) {
      lines.line();
    }
    return lines.tokens;
  }

  private void line() {
    skip(BLANK);
    skip(EXPORT);
    if (keep(NAME)) {
      skip(GAP);
      if (skip(EQUAL)) {
        value();
      }
      skip(GAP);
    }
    if (!keep(COMMENT)) {
      keep(REST);
    }
  }

  private void value() {
    int begin = at;
    skip(GAP);
    if (isAt('\'') || isAt('"')) {
      keep(QUOTED);
    } else if (at == begin || !isAt('#')) {
      keep(BARE);
    }
  }

  private boolean isAt(char c) {
    return at < source.length() && source.charAt(at) == c;
  }

  private boolean keep(Pattern pattern) {
    int start = at;
    if (!skip(pattern)) {
      return false;
    }
    if (at > start) {
      tokens.add(new Token(start, at, pattern.equals(COMMENT)));
    }
    return true;
  }

  private boolean skip(Pattern pattern) {
    Matcher matcher =
        pattern.matcher(source).region(at, source.length()).useTransparentBounds(true);
    if (!matcher.lookingAt()) {
      return false;
    }
    at = matcher.end();
    return true;
  }
}
