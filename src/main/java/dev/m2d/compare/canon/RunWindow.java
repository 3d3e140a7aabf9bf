package dev.m2d.compare.canon;

import dev.m2d.compare.row.TextBytes;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The time in which a run wrote.
 *
 * @param from its beginning
 * @param to its end
 */
public record RunWindow(Instant from, Instant to) {

  /** Clocks are cut to milliseconds or seconds by some loaders. */
  private static final Duration SLACK = Duration.ofSeconds(1);

  /** Numbers of digits from which on a number counts milli-, micro- and nanoseconds. */
  private static final BigDecimal MILLIS = new BigDecimal("1e11");

  private static final BigDecimal MICROS = new BigDecimal("1e14");
  private static final BigDecimal NANOS = new BigDecimal("1e17");

  /** Whether an encoded time, or a number of units since 1970, lies in it. */
  boolean holds(byte[] value) {
    Instant at = instant(value);
    return at != null && !at.isBefore(from.minus(SLACK)) && !at.isAfter(to.plus(SLACK));
  }

  private static @Nullable Instant instant(byte[] value) {
    switch (Encoded.tag(value)) {
      case TIMESTAMP, INSTANT -> {
        return Instant.ofEpochSecond(Encoded.seconds(value), Encoded.nanos(value));
      }
      case NUMBER -> {
        return Encoded.decimal(value).isBeyond() ? null : ofNumber(Encoded.number(value));
      }
      case FLOAT -> {
        double number = Encoded.floating(value);
        return Double.isFinite(number) ? ofNumber(new BigDecimal(number)) : null;
      }
      case TEXT, OPAQUE -> {
        return ofText(Encoded.payload(value));
      }
      default -> {
        return null;
      }
    }
  }

  private static @Nullable Instant ofNumber(BigDecimal number) {
    if (number.signum() < 0 || number.precision() - number.scale() > 20) {
      return null;
    }
    int shift =
        number.compareTo(NANOS) >= 0
            ? 9
            : number.compareTo(MICROS) >= 0 ? 6 : number.compareTo(MILLIS) >= 0 ? 3 : 0;
    BigDecimal seconds = number.movePointLeft(shift);
    long whole = seconds.longValue();
    return Instant.ofEpochSecond(
        whole, seconds.subtract(BigDecimal.valueOf(whole)).movePointRight(9).longValue());
  }

  private static @Nullable Instant ofText(byte[] text) {
    TextBytes out = new TextBytes();
    if (Moments.addTimestamp(text, 0, text.length, out)) {
      return instant(Arrays.copyOf(out.array(), out.size()));
    }
    String digits = new String(text, StandardCharsets.ISO_8859_1);
    return digits.matches("[0-9]{1,19}") ? ofNumber(new BigDecimal(digits)) : null;
  }
}
