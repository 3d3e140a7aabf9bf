package dev.m2d.naming;

import java.util.Locale;
import java.util.regex.Pattern;

/** Python's `fnmatch` patterns, case-sensitive: `*`, `?`, `[seq]`, `[!seq]`. */
public final class Fnmatch {

  /** Whether the whole of `text` matches. */
  public static boolean matches(String text, String pattern) {
    if (pattern.indexOf('[') < 0) {
      return matchesPlain(text, pattern);
    }
    return Pattern.compile(regex(pattern), Pattern.DOTALL).matcher(text).matches();
  }

  /**
   * The same without sets: a `*` first takes nothing, and one character more each time it fails.
   */
  private static boolean matchesPlain(String text, String pattern) {
    int at = 0;
    int p = 0;
    int star = -1;
    int taken = 0;
    while (at < text.length()) {
      char c = p < pattern.length() ? pattern.charAt(p) : 0;
      if (p < pattern.length() && c == '*') {
        star = p++;
        taken = at;
      } else if (p < pattern.length() && c == '?') {
        p++;
        at += Character.charCount(text.codePointAt(at));
      } else if (p < pattern.length() && c == text.charAt(at)) {
        p++;
        at++;
      } else if (star >= 0) {
        taken += Character.charCount(text.codePointAt(taken));
        at = taken;
        p = star + 1;
      } else {
        return false;
      }
    }
    while (p < pattern.length() && pattern.charAt(p) == '*') {
      p++;
    }
    return p == pattern.length();
  }

  /** The regular expression of a pattern. */
  public static String regex(String pattern) {
    StringBuilder out = new StringBuilder();
    int i = 0;
    while (i < pattern.length()) {
      char c = pattern.charAt(i++);
      if (c == '*') {
        out.append(".*");
      } else if (c == '?') {
        out.append('.');
      } else if (c == '[') {
        int j = i;
        if (j < pattern.length() && pattern.charAt(j) == '!') {
          j++;
        }
        if (j < pattern.length() && pattern.charAt(j) == ']') {
          j++;
        }
        while (j < pattern.length() && pattern.charAt(j) != ']') {
          j++;
        }
        if (j >= pattern.length()) {
          out.append("\\[");
        } else {
          out.append(set(pattern.substring(i, j)));
          i = j + 1;
        }
      } else {
        out.append(Pattern.quote(String.valueOf(c)));
      }
    }
    return out.toString();
  }

  /** What stands between brackets; a range that runs backwards holds nothing. */
  private static String set(String text) {
    boolean negated = text.startsWith("!");
    int[] points = (negated ? text.substring(1) : text).codePoints().toArray();
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < points.length; i++) {
      int last = points[i];
      int first = points[i];
      if (i + 2 < points.length && points[i + 1] == '-') {
        last = points[i + 2];
        i += 2;
      }
      if (first <= last) {
        out.append(escaped(first)).append('-').append(escaped(last));
      }
    }
    if (out.isEmpty()) {
      return negated ? "." : "(?!)";
    }
    return (negated ? "[^" : "[") + out + "]";
  }

  private static String escaped(int point) {
    return String.format(Locale.ROOT, "\\x{%x}", point);
  }

  private Fnmatch() {}
}
