package dev.m2d.compare.explain;

import java.math.BigDecimal;
import java.text.Normalizer;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.TemporalAccessor;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A likely cause for two values that are not equal. */
public enum Hint {
  NULL_AND_EMPTY("null on one side, the empty text on the other"),
  NULL_AND_VALUE("null on one side, a value on the other"),
  LINE_ENDS("equal but for line ends"),
  BLANKS("equal without blanks at the ends"),
  UNICODE("equal after Unicode normalisation (NFC)"),
  CASE("equal but for upper and lower case"),
  NUMBER_FORMAT("the same number, spelled differently"),
  SINGLE_PRECISION("equal as a floating-point number of 32 bits"),
  ROUNDING("numbers that differ by less than one part in a billion"),
  SAME_INSTANT("the same instant, spelled differently"),
  TIME_ZONE("times that differ by whole quarters of an hour, at most 14 hours"),
  SECOND_FRACTION("times that differ by less than a second"),
  TRUNCATED("one is the beginning of the other"),
  BOOLEAN("the same truth value, spelled differently");

  private static final DateTimeFormatter TIME =
      new DateTimeFormatterBuilder()
          .parseCaseInsensitive()
          .append(DateTimeFormatter.ISO_LOCAL_DATE)
          .appendPattern("['T'][' ']HH:mm[:ss]")
          .appendOptional(
              new DateTimeFormatterBuilder()
                  .appendFraction(java.time.temporal.ChronoField.NANO_OF_SECOND, 1, 9, true)
                  .toFormatter(Locale.ROOT))
          .appendPattern("[XXX][XX][X]")
          .toFormatter(Locale.ROOT);

  private static final BigDecimal BILLIONTH = new BigDecimal("1e-9");
  private static final int LONGEST_NUMBER = 400;
  private static final long LARGEST_ZONE = 14 * 60;

  private final String text;

  Hint(String text) {
    this.text = text;
  }

  /** The cause in words. */
  public String text() {
    return text;
  }

  /** The likely cause, the most particular one first. */
  public static Optional<Hint> of(@Nullable String left, @Nullable String right) {
    if (left == null || right == null) {
      String other = left == null ? right : left;
      return Optional.of(other != null && other.isEmpty() ? NULL_AND_EMPTY : NULL_AND_VALUE);
    }
    return text(left, right)
        .or(() -> number(left, right))
        .or(() -> time(left, right))
        .or(() -> rest(left, right));
  }

  private static Optional<Hint> text(String left, String right) {
    if (left.replace("\r\n", "\n").equals(right.replace("\r\n", "\n"))) {
      return Optional.of(LINE_ENDS);
    }
    if (left.strip().equals(right.strip())) {
      return Optional.of(BLANKS);
    }
    if (nfc(left).equals(nfc(right))) {
      return Optional.of(UNICODE);
    }
    if (left.equalsIgnoreCase(right)) {
      return Optional.of(CASE);
    }
    return Optional.empty();
  }

  private static String nfc(String text) {
    return Normalizer.normalize(text, Normalizer.Form.NFC);
  }

  private static Optional<Hint> number(String left, String right) {
    BigDecimal a = decimal(left);
    BigDecimal b = decimal(right);
    if (a == null || b == null) {
      return Optional.empty();
    }
    if (a.compareTo(b) == 0) {
      return Optional.of(NUMBER_FORMAT);
    }
    BigDecimal largest = a.abs().max(b.abs());
    if (a.subtract(b).abs().compareTo(largest.multiply(BILLIONTH)) <= 0) {
      return Optional.of(ROUNDING);
    }
    return a.floatValue() == b.floatValue() ? Optional.of(SINGLE_PRECISION) : Optional.empty();
  }

  private static @Nullable BigDecimal decimal(String text) {
    if (text.length() > LONGEST_NUMBER
        || !text.matches("[-+]?[0-9]*\\.?[0-9]*(?:[eE][-+]?[0-9]{1,3})?")) {
      return null;
    }
    try {
      return new BigDecimal(text);
    } catch (NumberFormatException e) {
      return null;
    }
  }

  private static Optional<Hint> time(String left, String right) {
    TemporalAccessor a = moment(left);
    TemporalAccessor b = moment(right);
    if (a == null || b == null) {
      return Optional.empty();
    }
    if (a instanceof OffsetDateTime x && b instanceof OffsetDateTime y && x.isEqual(y)) {
      return Optional.of(SAME_INSTANT);
    }
    Duration apart = Duration.between(local(a), local(b)).abs();
    if (apart.isZero()) {
      return Optional.of(a.getClass() == b.getClass() ? SAME_INSTANT : TIME_ZONE);
    }
    if (apart.toSeconds() == 0) {
      return Optional.of(SECOND_FRACTION);
    }
    boolean zone = apart.toMinutes() <= LARGEST_ZONE && apart.toSeconds() % 900 == 0;
    return zone && apart.toNanosPart() == 0 ? Optional.of(TIME_ZONE) : Optional.empty();
  }

  private static LocalDateTime local(TemporalAccessor moment) {
    return moment instanceof OffsetDateTime o ? o.toLocalDateTime() : (LocalDateTime) moment;
  }

  private static @Nullable TemporalAccessor moment(String text) {
    if (text.length() < 16 || text.length() > 40 || text.charAt(4) != '-') {
      return null;
    }
    try {
      return TIME.parseBest(text, OffsetDateTime::from, LocalDateTime::from);
    } catch (DateTimeException e) {
      return null;
    }
  }

  private static Optional<Hint> rest(String left, String right) {
    Optional<Boolean> a = truth(left);
    if (a.isPresent() && a.equals(truth(right))) {
      return Optional.of(BOOLEAN);
    }
    boolean begins = left.startsWith(right) || right.startsWith(left);
    return begins && !left.isEmpty() && !right.isEmpty()
        ? Optional.of(TRUNCATED)
        : Optional.empty();
  }

  private static Optional<Boolean> truth(String text) {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "t", "true", "1", "yes", "y" -> Optional.of(true);
      case "f", "false", "0", "no", "n" -> Optional.of(false);
      default -> Optional.empty();
    };
  }
}
