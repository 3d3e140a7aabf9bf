package dev.m2d.plan;

import dev.m2d.meltano.resolve.Cron;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Turns the cron text that Meltano takes into one that Dagster takes, where there is one. */
final class CronText {
  private static final List<String> MONTHS =
      List.of("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec");
  private static final List<String> DAYS =
      List.of("sun", "mon", "tue", "wed", "thu", "fri", "sat", "sun");
  private static final List<String> FIELDS = List.of("minute", "hour", "day", "month", "weekday");
  private static final int[][] LIMITS = {{0, 59}, {0, 23}, {1, 31}, {1, 12}, {0, 7}};

  private CronText() {}

  /**
   * The text for Dagster: five fields with one blank between them.
   *
   * @param cron an alias or fields
   * @return empty when Dagster refuses it and nothing else means the same
   */
  static Optional<String> forDagster(String cron) {
    String text = cron.strip();
    String alias = Cron.ALIASES.get(text.toLowerCase(Locale.ROOT));
    if (alias != null) {
      return Optional.of(alias);
    }
    List<String> fields = Arrays.asList(text.split("\\s+", -1));
    if (fields.size() == 6 && isSeconds(fields.get(5))) {
      fields = fields.subList(0, 5);
    }
    if (fields.size() != 5) {
      return Optional.empty();
    }
    for (int i = 0; i < 5; i++) {
      if (!isValid(fields.get(i), i)) {
        return Optional.empty();
      }
    }
    return isNeverInFebruary(fields) ? Optional.empty() : Optional.of(String.join(" ", fields));
  }

  /** The first of five fields that Dagster refuses: `hour 26`. */
  static Optional<String> refused(String cron) {
    List<String> fields = Arrays.asList(cron.strip().split("\\s+", -1));
    if (fields.size() != 5) {
      return Optional.empty();
    }
    for (int i = 0; i < 5; i++) {
      if (!isValid(fields.get(i), i)) {
        return Optional.of(FIELDS.get(i) + " " + fields.get(i));
      }
    }
    return Optional.empty();
  }

  /** Whether the text says seconds, in a sixth field, other than the first of the minute. */
  static boolean losesSeconds(String cron) {
    List<String> fields = Arrays.asList(cron.strip().split("\\s+", -1));
    return fields.size() == 6 && !fields.get(5).equals("0");
  }

  /** Seconds have the form of minutes. */
  private static boolean isSeconds(String field) {
    return isValid(field, 0);
  }

  private static boolean isNeverInFebruary(List<String> fields) {
    boolean february = fields.get(3).matches("(?i)0?2|feb");
    boolean lateDay = fields.get(2).matches("(30|31)(,(30|31))*");
    return february && lateDay && fields.get(4).matches("[*?]");
  }

  private static boolean isValid(String field, int index) {
    return Arrays.stream(field.split(",", -1)).allMatch(item -> isValidItem(item, index));
  }

  private static boolean isValidItem(String item, int index) {
    if (index == 2 && item.equalsIgnoreCase("l")) {
      return true;
    }
    if (item.equals("?")) {
      return index == 2 || index == 4;
    }
    String[] step = item.split("/", -1);
    if (step.length > 2 || (step.length == 2 && !step[1].matches("[1-9][0-9]?"))) {
      return false;
    }
    String base = step[0];
    if (index == 4 && base.matches("[^#]+#[1-5]")) {
      base = base.substring(0, base.indexOf('#'));
    }
    if (base.equals("*")) {
      return true;
    }
    return Arrays.stream(base.split("-", 2)).allMatch(value -> isValue(value, index));
  }

  private static boolean isValue(String value, int index) {
    String lower = value.toLowerCase(Locale.ROOT);
    if ((index == 3 && MONTHS.contains(lower)) || (index == 4 && DAYS.contains(lower))) {
      return true;
    }
    if (!value.matches("[0-9]{1,2}")) {
      return false;
    }
    int number = Integer.parseInt(value);
    return number >= LIMITS[index][0] && number <= LIMITS[index][1];
  }
}
