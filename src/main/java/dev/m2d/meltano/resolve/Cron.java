package dev.m2d.meltano.resolve;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Meltano's intervals. */
final class Cron {

  private static final Set<String> NEVER = Set.of("@once", "@manual", "@none");
  private static final Map<String, String> ALIASES =
      Map.of(
          "@hourly", "0 * * * *",
          "@daily", "0 0 * * *",
          "@midnight", "0 0 * * *",
          "@weekly", "0 0 * * 0",
          "@monthly", "0 0 1 * *",
          "@yearly", "0 0 1 1 *",
          "@annually", "0 0 1 1 *");
  private static final List<Pattern> FIELDS =
      List.of(
          field("\\d{1,2}"),
          field("\\d{1,2}"),
          field("\\d{1,2}|l|\\?"),
          field("\\d{1,2}|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec"),
          field("[0-7]|sun|mon|tue|wed|thu|fri|sat|\\?"));

  private static Pattern field(String value) {
    String part = "(?:\\*|(?:" + value + ")(?:-(?:" + value + "))?)(?:/[1-9]\\d*)?";
    return Pattern.compile(part + "(?:," + part + ")*");
  }

  /** The cron text of an interval; empty when it never runs by itself. */
  static Optional<String> of(String interval) {
    if (NEVER.contains(interval) || interval.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(ALIASES.getOrDefault(interval, interval));
  }

  /** Whether the text has five fields of the form that Meltano accepts when it sets one. */
  static boolean isPlain(String cron) {
    String[] fields = cron.strip().toLowerCase(Locale.ROOT).split("\\s+");
    if (fields.length != FIELDS.size()) {
      return false;
    }
    for (int i = 0; i < fields.length; i++) {
      if (!FIELDS.get(i).matcher(fields[i]).matches()) {
        return false;
      }
    }
    return true;
  }

  private Cron() {}
}
