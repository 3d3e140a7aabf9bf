package dev.m2d.report.diff;

import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Fills the sentences of generator/diff.yaml. */
final class Sentence {

  private static final Pattern OPTIONAL = Pattern.compile("\\[([^\\[\\]]*)\\]");
  private static final Pattern PLACE = Pattern.compile("\\{([a-z ]+)(:plain)?\\}");
  private static final int MOST = 12;
  private static final int LONGEST = 160;
  private static final int CUT = 120;

  private final Map<String, String> values;
  private final Map<String, String> ready;

  /**
   * With values by name; those that are missing or empty say nothing.
   *
   * @param ready those that are in back-quotes already
   */
  Sentence(Map<String, String> values, Map<String, String> ready) {
    this.values = values;
    this.ready = ready;
  }

  String fill(String template) {
    Matcher optional = OPTIONAL.matcher(template);
    StringBuilder whole = new StringBuilder();
    while (optional.find()) {
      Matcher place = PLACE.matcher(optional.group(1));
      boolean isKnown = place.find() && !any(place.group(1)).isEmpty();
      optional.appendReplacement(whole, Matcher.quoteReplacement(isKnown ? optional.group(1) : ""));
    }
    optional.appendTail(whole);
    Matcher place = PLACE.matcher(whole.toString());
    StringBuilder out = new StringBuilder();
    while (place.find()) {
      String name = place.group(1);
      String value = values.getOrDefault(name, "");
      boolean isSpan = place.group(2) == null && !value.isEmpty();
      String text = ready.getOrDefault(name, isSpan ? code(value) : oneLine(value));
      place.appendReplacement(out, Matcher.quoteReplacement(text));
    }
    return place.appendTail(out).toString();
  }

  private String any(String name) {
    return ready.getOrDefault(name, values.getOrDefault(name, ""));
  }

  /** A value as code on one line; a long one ends early. */
  static String code(String value) {
    if (value.equals(SafeValues.SECRET)) {
      return "a secret";
    }
    String line = oneLine(value);
    boolean isLong = line.codePointCount(0, line.length()) > LONGEST;
    return "`" + (isLong ? line.substring(0, line.offsetByCodePoints(0, CUT)) + "..." : line) + "`";
  }

  /** Without what could end the span or move a terminal. */
  private static String oneLine(String value) {
    StringBuilder line = new StringBuilder();
    value
        .codePoints()
        .map(c -> isPlain(c) ? c : ' ')
        .map(c -> c == '`' ? '\'' : c)
        .forEach(line::appendCodePoint);
    return line.toString();
  }

  private static boolean isPlain(int c) {
    int type = Character.getType(c);
    return type != Character.CONTROL
        && type != Character.FORMAT
        && type != Character.LINE_SEPARATOR
        && type != Character.PARAGRAPH_SEPARATOR
        && type != Character.SURROGATE
        && type != Character.UNASSIGNED
        && type != Character.PRIVATE_USE;
  }

  /** A plugin with its type before it, as facts name it: extractor `tap-csv`. */
  static String typed(String name) {
    int end = name.indexOf(' ');
    return end < 0
        ? code(name)
        : oneLine(name.substring(0, end)) + " " + code(name.substring(end + 1));
  }

  /** A name with the environment that it counts in: `host` in `prod`. */
  static String within(String name) {
    int end = name.lastIndexOf(" in ");
    return end < 0
        ? code(name)
        : code(name.substring(0, end)) + " in " + code(name.substring(end + " in ".length()));
  }

  /** Several values as code, the first ones of many. */
  static String codes(List<String> values) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < Math.min(values.size(), MOST); i++) {
      out.append(i == 0 ? "" : ", ").append(code(values.get(i)));
    }
    if (values.size() > MOST) {
      out.append(" and ").append(values.size() - MOST).append(" more");
    }
    return out.toString();
  }
}
