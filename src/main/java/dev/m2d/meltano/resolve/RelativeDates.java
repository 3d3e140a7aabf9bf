package dev.m2d.meltano.resolve;

import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoField;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Dates that are counted from the moment of a run; the usual English forms. */
final class RelativeDates {

  private static final Pattern ISO =
      Pattern.compile(
          "\\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\\d|3[01])"
              + "(?:[ T]([01]\\d|2[0-3]):([0-5]\\d):([0-5]\\d)(?:\\.\\d+)?)?"
              + "(Z|[+-](?:0\\d|1[0-2]):(?:00|30))?");
  private static final Pattern AGO =
      Pattern.compile("(\\d+|an?|one) (second|minute|hour|day|week|month|year)s? ago");
  private static final Pattern AHEAD =
      Pattern.compile("in (\\d+|an?|one) (second|minute|hour|day|week|month|year)s?");

  /** An ISO date stays; a relative one becomes ISO; anything else stays as it is. */
  static String parse(String text, LocalDateTime now) {
    if (ISO.matcher(text).matches()) {
      return text;
    }
    String words = text.strip().toLowerCase(Locale.ROOT);
    Matcher ago = AGO.matcher(words);
    if (ago.matches()) {
      return iso(shift(now, -count(ago.group(1)), ago.group(2)));
    }
    Matcher ahead = AHEAD.matcher(words);
    if (ahead.matches()) {
      return iso(shift(now, count(ahead.group(1)), ahead.group(2)));
    }
    return switch (words) {
      case "now", "today" -> iso(now);
      case "yesterday" -> iso(now.minusDays(1));
      case "tomorrow" -> iso(now.plusDays(1));
      default -> text;
    };
  }

  private static long count(String word) {
    return Character.isDigit(word.charAt(0)) ? Long.parseLong(word) : 1;
  }

  private static LocalDateTime shift(LocalDateTime from, long count, String unit) {
    return switch (unit) {
      case "second" -> from.plusSeconds(count);
      case "minute" -> from.plusMinutes(count);
      case "hour" -> from.plusHours(count);
      case "day" -> from.plusDays(count);
      case "week" -> from.plusWeeks(count);
      case "month" -> from.plusMonths(count);
      default -> from.plusYears(count);
    };
  }

  private static String iso(LocalDateTime time) {
    String base = time.format(DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss", Locale.ROOT));
    int micros = time.get(ChronoField.MICRO_OF_SECOND);
    return micros == 0 ? base : base + String.format(Locale.ROOT, ".%06d", micros);
  }

  private RelativeDates() {}
}
