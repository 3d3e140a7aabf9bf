package dev.m2d.report.diff;

import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/**
 * What has a risk of its own.
 *
 * @param of type of the plugin, or of the plugin that it is a part of; empty for any
 * @param changes what happens, empty for anything
 * @param names of the things, empty for any; `*` stands for anything, and `a` for `a.b` too
 * @param words of which one came or went; empty for any difference
 * @param programs whether the values are packages and have to be of other programs
 */
record Named(
    String of,
    List<String> changes,
    List<String> names,
    List<String> words,
    boolean programs,
    Risk risk,
    String why) {

  boolean isFor(Happening h) {
    String what = h.what().replaceFirst(".*\\.", "");
    boolean isOf =
        of.isEmpty()
            || h.owner().startsWith("plugin " + of + " ")
            || h.plainName().startsWith(of + " ");
    return isOf
        && (names.isEmpty() || names.stream().anyMatch(n -> matches(n, h.plainName())))
        && (changes.isEmpty() || changes.contains(what) || changes.contains(h.way()))
        && (words.isEmpty() || words.stream().anyMatch(w -> has(h.old(), w) != has(h.now(), w)))
        && (!programs || !Program.ofPackage(h.old()).equals(Program.ofPackage(h.now())));
  }

  private static boolean matches(String pattern, String name) {
    if (pattern.indexOf('*') < 0) {
      return name.equals(pattern) || name.startsWith(pattern + ".");
    }
    String regex = Pattern.quote(pattern).replace("*", "\\E.*\\Q");
    return Pattern.compile(regex, Pattern.DOTALL).matcher(name).matches();
  }

  private static boolean has(String text, String word) {
    return Arrays.asList(text.split("[\\s:={}\",]+", -1)).contains(word);
  }
}
