package dev.m2d.report.diff;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The time of a schedule as a person says it, where its fields say something simple. */
final class CronWords {

  private static final List<String> DAYS =
      List.of("Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday");

  /** Two times of one schedule: `06:00 → 05:00 UTC` where nothing else differs. */
  static String change(String old, String fresh) {
    Time a = Time.of(old);
    Time b = Time.of(fresh);
    if (a.clock().isPresent() && b.clock().isPresent()) {
      boolean sameDays = a.days().equals(b.days());
      boolean sameZone = a.zone().equals(b.zone());
      String before = (sameDays ? "" : a.days() + " at ") + a.clock().get();
      String after = (sameDays ? "" : b.days() + " at ") + b.clock().get();
      return before + (sameZone ? "" : " " + a.zone()) + " → " + after + " " + b.zone();
    }
    return a.words() + " → " + b.words();
  }

  /** One time: `daily at 06:00 UTC (0 6 * * *)`. */
  static String words(String time) {
    return Time.of(time).words();
  }

  /**
   * What five fields and a zone say.
   *
   * @param days `daily`, `Mondays`; empty where it is not simple
   * @param clock `06:00`; empty likewise
   */
  private record Time(String cron, String zone, String days, Optional<String> clock) {

    static Time of(String time) {
      int end = time.lastIndexOf(' ');
      String cron = end < 0 ? time : time.substring(0, end);
      String zone = end < 0 ? "UTC" : time.substring(end + 1);
      String[] f = cron.split(" ", -1);
      if (f.length != 5 || !f[0].matches("[0-9]{1,2}") || !f[1].matches("[0-9]{1,2}")) {
        return new Time(cron, zone, "", Optional.empty());
      }
      String clock =
          String.format(Locale.ROOT, "%02d:%02d", Integer.parseInt(f[1]), Integer.parseInt(f[0]));
      return new Time(cron, zone, days(f), Optional.of(clock).filter(c -> !days(f).isEmpty()));
    }

    private static String days(String... f) {
      boolean everyMonth = f[3].equals("*");
      if (everyMonth && f[2].equals("*") && f[4].equals("*")) {
        return "daily";
      }
      if (everyMonth && f[2].equals("*") && f[4].matches("[0-7]")) {
        return DAYS.get(Integer.parseInt(f[4]) % 7) + "s";
      }
      if (everyMonth && f[2].equals("*") && f[4].matches("(?i)1-5|mon-fri")) {
        return "Mondays to Fridays";
      }
      if (everyMonth && f[2].matches("[0-9]{1,2}") && f[4].equals("*")) {
        return "monthly on day " + Integer.parseInt(f[2]);
      }
      return "";
    }

    String words() {
      String simple =
          clock
              .map(c -> days + " at " + c + " " + zone)
              .or(
                  () ->
                      Optional.ofNullable(often())
                          .map(o -> o + (zone.equals("UTC") ? "" : " " + zone)))
              .orElse("");
      return simple.isEmpty() ? Sentence.code(cron) + " " + zone : simple;
    }

    private @org.jspecify.annotations.Nullable String often() {
      if (cron.equals("0 * * * *")) {
        return "hourly";
      }
      if (cron.matches("\\*/[0-9]{1,2} \\* \\* \\* \\*")) {
        return "every " + cron.substring(2, cron.indexOf(' ')) + " minutes";
      }
      return cron.matches("0 \\*/[0-9]{1,2} \\* \\* \\*")
          ? "every " + cron.substring(4, cron.indexOf(' ', 4)) + " hours"
          : null;
    }
  }

  private CronWords() {}
}
