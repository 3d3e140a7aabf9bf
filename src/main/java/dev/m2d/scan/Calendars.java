package dev.m2d.scan;

import dev.m2d.diagnostic.Span;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** systemd's calendar expressions as cron, where cron can say them. */
final class Calendars {

  private static final Map<String, String> WORDS =
      Map.of(
          "minutely", "* * * * *",
          "hourly", "0 * * * *",
          "daily", "0 0 * * *",
          "weekly", "0 0 * * 1",
          "monthly", "0 0 1 * *",
          "quarterly", "0 0 1 1,4,7,10 *",
          "semiannually", "0 0 1 1,7 *",
          "yearly", "0 0 1 1 *",
          "annually", "0 0 1 1 *");

  private static final Pattern FORM =
      Pattern.compile(
          "(?:([A-Za-z]{3}[A-Za-z,.-]*)[ \\t]+)?(?:(\\*|\\d{4})-([\\d*,./]+)-([\\d*,./]+)[ \\t]+)?"
              + "([\\d*,./]+):([\\d*,./]+)(?::(\\d+))?(?:[ \\t]+([A-Za-z]+(?:/[A-Za-z_]+)*))?");
  private static final Pattern DATE =
      Pattern.compile("(?:([A-Za-z]{3}[A-Za-z,.-]*)[ \\t]*)?(?:(\\*)-([\\d*,./]+)-([\\d*,./]+))?");

  /** The schedule; empty when cron has no such form. */
  static Optional<Schedule> cron(String calendar, Span at) {
    String text = calendar.strip();
    String word = WORDS.get(text.toLowerCase(Locale.ROOT));
    if (word != null) {
      return Optional.of(new Schedule(word, Optional.empty(), at));
    }
    Matcher m = FORM.matcher(text);
    if (m.matches() && (m.group(2) == null || m.group(2).equals("*"))) {
      String cron =
          field(m.group(6))
              + " "
              + field(m.group(5))
              + " "
              + field(m.group(4))
              + " "
              + field(m.group(3))
              + " "
              + days(m.group(1));
      return Optional.of(new Schedule(cron, Optional.ofNullable(m.group(8)), at));
    }
    Matcher date = DATE.matcher(text);
    if (!text.isEmpty() && date.matches()) {
      String cron =
          "0 0 " + field(date.group(4)) + " " + field(date.group(3)) + " " + days(date.group(1));
      return Optional.of(new Schedule(cron, Optional.empty(), at));
    }
    return Optional.empty();
  }

  private static String field(@org.jspecify.annotations.Nullable String text) {
    if (text == null) {
      return "*";
    }
    String plain = text.replace("..", "-").replaceAll("\\b0+(?=\\d)", "");
    return plain.startsWith("0/") ? "*" + plain.substring(1) : plain;
  }

  private static String days(@org.jspecify.annotations.Nullable String text) {
    if (text == null) {
      return "*";
    }
    String days = text.toLowerCase(Locale.ROOT).replace("..", "-");
    Matcher m = Pattern.compile("(sun|mon|tue|wed|thu|fri|sat)[a-z]*").matcher(days);
    return m.replaceAll(r -> String.valueOf("sunmontuewedthufrisat".indexOf(r.group(1)) / 3));
  }

  private Calendars() {}
}
