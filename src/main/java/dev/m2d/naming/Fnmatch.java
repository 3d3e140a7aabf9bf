package dev.m2d.naming;

import java.util.regex.Pattern;

/** Python's `fnmatch` patterns, case-sensitive: `*`, `?`, `[seq]`, `[!seq]`. */
public final class Fnmatch {

  /** Whether the whole of `text` matches. */
  public static boolean matches(String text, String pattern) {
    return Pattern.compile(regex(pattern), Pattern.DOTALL).matcher(text).matches();
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
          String set = pattern.substring(i, j).replace("\\", "\\\\").replace("[", "\\[");
          set = set.replace("&&", "&\\&");
          if (set.startsWith("!")) {
            set = "^" + set.substring(1);
          } else if (set.startsWith("^")) {
            set = "\\" + set;
          }
          out.append('[').append(set).append(']');
          i = j + 1;
        }
      } else {
        out.append(Pattern.quote(String.valueOf(c)));
      }
    }
    return out.toString();
  }

  private Fnmatch() {}
}
