package dev.m2d.scan;

import dev.m2d.scan.shell.Word;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** `{a,b}` and `{1..3}` of bash, in words without expansions. */
final class Braces {

  private static final Pattern GROUP =
      Pattern.compile("\\{([^{},\\s]*(?:,[^{},\\s]*)+|\\d{1,4}\\.\\.\\d{1,4})\\}");
  private static final int MAX = 100;

  static boolean has(Word word) {
    return word.text().indexOf('{') >= 0
        && word.plain().filter(t -> GROUP.matcher(t).find()).isPresent();
  }

  /** The words it stands for; none when there is no brace. */
  static List<String> expand(Word word) {
    if (!has(word)) {
      return List.of();
    }
    List<String> done = new ArrayList<>();
    expand(word.plain().orElse(""), done);
    return done;
  }

  private static void expand(String text, List<String> into) {
    Matcher m = GROUP.matcher(text);
    if (into.size() >= MAX || !m.find()) {
      into.add(text);
      return;
    }
    for (String item : items(m.group(1))) {
      expand(text.substring(0, m.start()) + item + text.substring(m.end()), into);
    }
  }

  private static List<String> items(String inside) {
    int range = inside.indexOf("..");
    if (range < 0 || inside.indexOf(',') >= 0) {
      return List.of(inside.split(",", -1));
    }
    int from = Integer.parseInt(inside.substring(0, range));
    int to = Integer.parseInt(inside.substring(range + 2));
    List<String> items = new ArrayList<>();
    for (int i = from;
        items.size() < MAX && (from <= to ? i <= to : i >= to);
        i += from <= to ? 1 : -1) {
      items.add(String.valueOf(i));
    }
    return items;
  }

  private Braces() {}
}
