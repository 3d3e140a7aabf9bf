package dev.m2d.yaml;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Unquoted dates and times, as Meltano's reader takes them. */
final class Timestamps {

  private static final Pattern FORM =
      Pattern.compile(
          "([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})"
              + "(?:(?:(?<t>[Tt])|[ \\t]+)([0-9]{1,2}):([0-9]{2}):([0-9]{2})(?:\\.([0-9]*))?"
              + "(?:[ \\t]*(?:(?<z>Z)|(?<sign>[-+])([0-9]{1,2})(?::([0-9]{2}))?))?)?");

  /**
   * The date in a text; empty when it has not that form.
   *
   * @param strict whether a date needs two digits for month and day, as a plain scalar does
   * @throws DateTimeException for a day or a time that does not exist
   */
  static Optional<Value> parse(String text, boolean strict) {
    Matcher m = FORM.matcher(text);
    if (!m.matches()) {
      return Optional.empty();
    }
    boolean dateOnly = m.group(5) == null;
    if (dateOnly && strict && (m.group(2).length() != 2 || m.group(3).length() != 2)) {
      return Optional.empty();
    }
    LocalDate date = LocalDate.of(number(m.group(1)), number(m.group(2)), number(m.group(3)));
    if (dateOnly) {
      return Optional.of(new Value.Timestamp(date.toString()));
    }
    LocalTime time = LocalTime.of(number(m.group(5)), number(m.group(6)), number(m.group(7)));
    String fraction = m.group(8) == null ? "" : m.group(8);
    String micros = micros(fraction);
    String seconds =
        date
            + String.format(
                Locale.ROOT, "T%02d:%02d:%02d", time.getHour(), time.getMinute(), time.getSecond());
    String iso = seconds + (micros.equals("000000") ? "" : "." + micros) + zone(m);
    boolean fragile = m.group("t") != null || m.group("sign") != null;
    return Optional.of(new Value.Timestamp(iso, fragile ? seconds : iso, fragile));
  }

  private static int number(String digits) {
    return Integer.parseInt(digits);
  }

  private static String micros(String fraction) {
    int micros = number((fraction + "000000").substring(0, 6));
    if (fraction.length() > 6 && fraction.charAt(6) > '4') {
      micros = Math.min(micros + 1, 999_999);
    }
    return String.format(Locale.ROOT, "%06d", micros);
  }

  private static String zone(Matcher m) {
    if (m.group("z") != null) {
      return "+00:00";
    }
    if (m.group("sign") == null) {
      return "";
    }
    int minutes = m.group(12) == null ? 0 : number(m.group(12));
    int total = number(m.group(11)) * 60 + minutes;
    String sign = total == 0 ? "+" : m.group("sign");
    return String.format(Locale.ROOT, "%s%02d:%02d", sign, total / 60, total % 60);
  }

  private Timestamps() {}
}
