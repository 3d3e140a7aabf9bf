package dev.m2d.report;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;

/**
 * When a cron text of five fields comes true, over 28 years, after which weekdays and dates come in
 * the same order again.
 */
final class CronTimes {

  private static final LocalDate START = LocalDate.of(2000, 1, 1);
  private static final int DAYS = 28 * 365 + 7;
  private static final List<String> MONTHS =
      List.of(
          "", "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec");
  private static final List<String> WEEKDAYS =
      List.of("sun", "mon", "tue", "wed", "thu", "fri", "sat");

  private final BitSet minutes = new BitSet(24 * 60);
  private final BitSet days = new BitSet(DAYS);

  private CronTimes(String[] fields) {
    BitSet hours = numbers(fields[1], 0, 23, List.of());
    BitSet ofHour = numbers(fields[0], 0, 59, List.of());
    hours.stream().forEach(h -> ofHour.stream().forEach(m -> minutes.set(h * 60 + m)));
    BitSet months = numbers(fields[3], 1, 12, MONTHS);
    BitSet dates = numbers(fields[2], 1, 31, List.of());
    boolean last = (fields[2] + ",").toLowerCase(Locale.ROOT).matches("(.*,)?l,.*");
    BitSet weekdays = numbers(fields[4].replaceAll("#[1-5]", ""), 0, 7, WEEKDAYS);
    if (weekdays.get(7)) {
      weekdays.set(0);
    }
    boolean anyDate = dates.cardinality() == 31;
    boolean anyWeekday = weekdays.get(0, 7).cardinality() == 7;
    for (int day = 0; day < DAYS; day++) {
      LocalDate date = START.plusDays(day);
      boolean onDate =
          dates.get(date.getDayOfMonth()) || (last && date.getDayOfMonth() == date.lengthOfMonth());
      boolean onWeekday = onWeekday(date, weekdays, fields[4]);
      boolean on = anyDate ? onWeekday : anyWeekday ? onDate : onDate || onWeekday;
      days.set(day, on && months.get(date.getMonthValue()));
    }
  }

  /** The times of a text that Dagster takes. */
  static CronTimes of(String cron) {
    return new CronTimes(cron.strip().split("\\s+", -1));
  }

  /** Whether both come true in one minute, some day. */
  boolean meets(CronTimes other) {
    return minutes.intersects(other.minutes) && days.intersects(other.days);
  }

  private static boolean onWeekday(LocalDate date, BitSet weekdays, String field) {
    int weekday = date.getDayOfWeek() == DayOfWeek.SUNDAY ? 0 : date.getDayOfWeek().getValue();
    if (!weekdays.get(weekday)) {
      return false;
    }
    if (!field.contains("#")) {
      return true;
    }
    int week = (date.getDayOfMonth() - 1) / 7 + 1;
    for (String item : field.split(",", -1)) {
      String plain = item.replaceAll("#.*", "");
      boolean here = numbers(plain, 0, 7, WEEKDAYS).get(weekday);
      if (here && (!item.contains("#") || item.endsWith("#" + week))) {
        return true;
      }
    }
    return false;
  }

  /** The numbers that a field names. */
  private static BitSet numbers(String field, int low, int high, List<String> names) {
    BitSet set = new BitSet(high + 1);
    for (String item : field.split(",", -1)) {
      String[] step = item.split("/", -1);
      int by = step.length > 1 ? Integer.parseInt(step[1]) : 1;
      int from = low;
      int to = high;
      if (step[0].equalsIgnoreCase("l")) {
        continue;
      }
      if (!step[0].equals("*") && !step[0].equals("?")) {
        String[] ends = step[0].split("-", -1);
        from = number(ends[0], names);
        to = ends.length > 1 ? number(ends[1], names) : step.length > 1 ? high : from;
      }
      int length = from <= to ? to - from : high - low + 1 + to - from;
      for (int n = 0; n <= length; n += by) {
        int value = from + n;
        set.set(value > high ? value - (high - low + 1) : value);
      }
    }
    return set;
  }

  private static int number(String text, List<String> names) {
    int known = names.indexOf(text.toLowerCase(Locale.ROOT));
    return known >= 0 ? known : Integer.parseInt(text);
  }
}
