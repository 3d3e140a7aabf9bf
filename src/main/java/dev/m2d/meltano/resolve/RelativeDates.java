package dev.m2d.meltano.resolve;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoField;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Dates of settings as Meltano reads them: ISO 8601, other usual forms, relative ones. */
final class RelativeDates {

  private static final Pattern ISO =
      Pattern.compile(
          "\\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\\d|3[01])"
              + "(?:[ T]([01]\\d|2[0-3]):([0-5]\\d):([0-5]\\d)(?:\\.\\d+)?)?"
              + "(Z|[+-](?:0\\d|1[0-2]):(?:00|30))?");
  private static final String TIME = "(?:[t ](\\d{1,2}):(\\d{2})(?::(\\d{2}))?)?";
  private static final Pattern YEAR_FIRST =
      Pattern.compile("(\\d{4})[-/.](\\d{1,2})[-/.](\\d{1,2})" + TIME);
  private static final Pattern YEAR_LAST =
      Pattern.compile("(\\d{1,2})[-/.](\\d{1,2})[-/.](\\d{4})" + TIME);
  private static final Pattern YEAR_MONTH = Pattern.compile("(\\d{4})(?:-(0[1-9]|1[0-2]))?");
  private static final Pattern EPOCH = Pattern.compile("(\\d{10})(\\d{3})?");
  private static final String NAME = "(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\\.?";
  private static final Pattern MONTH_FIRST =
      Pattern.compile(NAME + "(?: (\\d{1,2})(?:st|nd|rd|th)?)?,? (\\d{4})");
  private static final Pattern DAY_FIRST =
      Pattern.compile("(\\d{1,2})(?:st|nd|rd|th)? " + NAME + ",? (\\d{4})");
  private static final List<String> MONTHS =
      List.of("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec");

  /** Short units have no plural, and `w` stands right after its number. */
  private static final String UNIT =
      "((?:second|sec|minute|min|hour|hr|day|week|month|year)s?|h|d|wk|(?<=\\d)w|mo|yr|y)";

  private static final Pattern STEP =
      Pattern.compile("(\\d+|(?:an?|one)(?=\\s))\\s*" + UNIT + "\\b\\s*(?:,|and\\b)?\\s*");
  private static final Pattern RELATIVE =
      Pattern.compile("(-|in\\s+)?((?:" + STEP.pattern() + ")+)(ago|from now)?");
  private static final Pattern NEXT = Pattern.compile("(last|next) (week|month|year)");

  /** An ISO date stays; another one becomes ISO; anything else stays as it is. */
  static String parse(String text, LocalDateTime now) {
    if (ISO.matcher(text).matches()) {
      return text;
    }
    String words = text.strip().toLowerCase(Locale.ROOT);
    try {
      return relative(words, now)
          .or(() -> absolute(words, now))
          .map(RelativeDates::iso)
          .orElse(text);
    } catch (DateTimeException e) {
      return text;
    }
  }

  /** Whether the text has one of the forms that are read here; nothing is read from a blank one. */
  static boolean understands(String text) {
    String words = text.strip().toLowerCase(Locale.ROOT);
    LocalDateTime any = LocalDate.EPOCH.atStartOfDay();
    try {
      return words.isEmpty()
          || ISO.matcher(text).matches()
          || relative(words, any).or(() -> absolute(words, any)).isPresent();
    } catch (DateTimeException e) {
      // There is no such day for the library either.
      return true;
    }
  }

  private static Optional<LocalDateTime> relative(String words, LocalDateTime now) {
    switch (words) {
      case "now", "today" -> {
        return Optional.of(now);
      }
      case "yesterday" -> {
        return Optional.of(now.minusDays(1));
      }
      case "tomorrow" -> {
        return Optional.of(now.plusDays(1));
      }
      default -> {}
    }
    Matcher next = NEXT.matcher(words);
    if (next.matches()) {
      return Optional.of(shift(now, next.group(1).equals("next") ? 1 : -1, next.group(2)));
    }
    Matcher m = RELATIVE.matcher(words);
    if (!m.matches()) {
      return Optional.empty();
    }
    boolean in = m.group(1) != null && m.group(1).startsWith("in");
    String end = m.group(m.groupCount());
    if (in && end != null) {
      return Optional.empty();
    }
    int sign = in || "from now".equals(end) ? 1 : -1;
    LocalDateTime at = now;
    Matcher step = STEP.matcher(m.group(2));
    while (step.find()) {
      String count = step.group(1);
      long number = Character.isDigit(count.charAt(0)) ? Long.parseLong(count) : 1;
      at = shift(at, sign * number, step.group(2));
    }
    return Optional.of(at);
  }

  private static Optional<LocalDateTime> absolute(String words, LocalDateTime now) {
    Matcher m = YEAR_MONTH.matcher(words);
    if (m.matches()) {
      int month = m.group(2) == null ? now.getMonthValue() : number(m.group(2));
      return Optional.of(clipped(number(m.group(1)), month, now));
    }
    m = EPOCH.matcher(words);
    if (m.matches()) {
      int nanos = m.group(2) == null ? 0 : number(m.group(2)) * 1_000_000;
      return Optional.of(
          LocalDateTime.ofEpochSecond(Long.parseLong(m.group(1)), nanos, ZoneOffset.UTC));
    }
    m = YEAR_FIRST.matcher(words);
    if (m.matches()) {
      return Optional.of(date(m.group(1), m.group(2), m.group(3)).atTime(time(m)));
    }
    m = YEAR_LAST.matcher(words);
    if (m.matches()) {
      return Optional.of(date(m.group(3), m.group(1), m.group(2)).atTime(time(m)));
    }
    m = MONTH_FIRST.matcher(words);
    if (m.matches()) {
      int month = MONTHS.indexOf(m.group(1)) + 1;
      int year = number(m.group(3));
      return Optional.of(
          m.group(2) == null
              ? clipped(year, month, now)
              : LocalDate.of(year, month, number(m.group(2))).atStartOfDay());
    }
    m = DAY_FIRST.matcher(words);
    return m.matches()
        ? Optional.of(
            LocalDate.of(number(m.group(3)), MONTHS.indexOf(m.group(2)) + 1, number(m.group(1)))
                .atStartOfDay())
        : Optional.empty();
  }

  /** Month and day, the other way round when the first is no month. */
  private static LocalDate date(String year, String month, String day) {
    return number(month) > 12
        ? LocalDate.of(number(year), number(day), number(month))
        : LocalDate.of(number(year), number(month), number(day));
  }

  private static LocalTime time(Matcher m) {
    return m.group(4) == null
        ? LocalTime.MIDNIGHT
        : LocalTime.of(
            number(m.group(4)), number(m.group(5)), m.group(6) == null ? 0 : number(m.group(6)));
  }

  /** The day of now in a month, or its last one when it is shorter. */
  private static LocalDateTime clipped(int year, int month, LocalDateTime now) {
    YearMonth in = YearMonth.of(year, month);
    return in.atDay(Math.min(now.getDayOfMonth(), in.lengthOfMonth())).atStartOfDay();
  }

  private static int number(String digits) {
    return Integer.parseInt(digits);
  }

  private static LocalDateTime shift(LocalDateTime from, long count, String unit) {
    return switch (unit.length() > 1 ? unit.substring(0, 2) : unit) {
      case "se" -> from.plusSeconds(count);
      case "mi" -> from.plusMinutes(count);
      case "h", "ho", "hr" -> from.plusHours(count);
      case "d", "da" -> from.plusDays(count);
      case "w", "we", "wk" -> from.plusWeeks(count);
      case "mo" -> from.plusMonths(count);
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
