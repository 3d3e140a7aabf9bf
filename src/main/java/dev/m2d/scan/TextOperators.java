package dev.m2d.scan;

import dev.m2d.naming.Fnmatch;
import java.util.Locale;

/** `${NAME%pattern}` and its like on known text. */
final class TextOperators {

  static Value apply(Value value, String operator, String pattern) {
    String text = value.text().orElse("");
    if (text.length() > 2000 || pattern.length() > 200) {
      return Value.unknown("it is computed when the script runs");
    }
    return switch (operator) {
      case "%" -> result(value, suffix(text, pattern, false));
      case "%%" -> result(value, suffix(text, pattern, true));
      case "#" -> result(value, prefix(text, pattern, false));
      case "##" -> result(value, prefix(text, pattern, true));
      case "^^" -> result(value, text.toUpperCase(Locale.ROOT));
      case ",," -> result(value, text.toLowerCase(Locale.ROOT));
      case "//", "/" -> replaced(value, text, operator, pattern);
      default -> Value.unknown("it is computed when the script runs");
    };
  }

  private static Value replaced(Value value, String text, String operator, String pattern) {
    int slash = pattern.indexOf('/');
    String from = slash < 0 ? pattern : pattern.substring(0, slash);
    String to = slash < 0 ? "" : pattern.substring(slash + 1);
    if (from.isEmpty() || from.matches(".*[*?\\[].*")) {
      return Value.unknown("it is computed when the script runs");
    }
    if (operator.equals("//")) {
      return result(value, text.replace(from, to));
    }
    int at = text.indexOf(from);
    return result(
        value, at < 0 ? text : text.substring(0, at) + to + text.substring(at + from.length()));
  }

  private static Value result(Value value, String text) {
    return Value.fallback(text, value.inputs());
  }

  private static String suffix(String text, String pattern, boolean longest) {
    String regex = Fnmatch.regex(pattern);
    for (int i = 0; i <= text.length(); i++) {
      int cut = longest ? i : text.length() - i;
      if (text.substring(cut).matches(regex)) {
        return text.substring(0, cut);
      }
    }
    return text;
  }

  private static String prefix(String text, String pattern, boolean longest) {
    String regex = Fnmatch.regex(pattern);
    for (int i = 0; i <= text.length(); i++) {
      int cut = longest ? text.length() - i : i;
      if (text.substring(0, cut).matches(regex)) {
        return text.substring(cut);
      }
    }
    return text;
  }

  private TextOperators() {}
}
