package dev.m2d.compare.canon;

import dev.m2d.compare.row.TextBytes;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;

/** Binary floating point as text. */
final class Floats {

  private static final long EXACT = 1L << 53;
  private static final int MOST_DIGITS = 18;

  /** The powers of ten that a double holds exactly. */
  private static final double[] POWERS = new double[23];

  static {
    double power = 1;
    for (int i = 0; i < POWERS.length; i++) {
      POWERS[i] = power;
      power *= 10;
    }
  }

  /**
   * The value of a text, correctly rounded.
   *
   * @return NaN for `NaN`; the same as {@link Double#parseDouble} otherwise
   * @throws NumberFormatException it is no number
   */
  static double parse(byte[] text, int start, int end) {
    int p = start;
    boolean negative = p < end && text[p] == '-';
    p += negative ? 1 : 0;
    long digits = 0;
    int count = 0;
    int decimals = 0;
    boolean point = false;
    for (; p < end && count <= MOST_DIGITS; p++) {
      byte c = text[p];
      if (c >= '0' && c <= '9') {
        digits = 10 * digits + c - '0';
        count++;
        decimals += point ? 1 : 0;
      } else if (c == '.' && !point) {
        point = true;
      } else {
        break;
      }
    }
    // Both are exact then, so that one division rounds as the definition of the value demands.
    if (p == end
        && count > 0
        && count <= MOST_DIGITS
        && digits <= EXACT
        && decimals < POWERS.length) {
      double value = digits / POWERS[decimals];
      return negative ? -value : value;
    }
    return slow(new String(text, start, end - start, StandardCharsets.ISO_8859_1));
  }

  private static double slow(String text) {
    return switch (text) {
      case "NaN", "nan", "NAN" -> Double.NaN;
      case "inf", "Inf", "+inf", "Infinity", "infinity", "+Infinity" -> Double.POSITIVE_INFINITY;
      case "-inf", "-Inf", "-Infinity", "-infinity" -> Double.NEGATIVE_INFINITY;
      default -> {
        // Java also takes hexadecimal numbers and a type's letter at the end.
        if (text.isEmpty()
            || !text.chars().allMatch(c -> "-+.eE".indexOf(c) >= 0 || c >= '0' && c <= '9')) {
          throw new NumberFormatException(text);
        }
        yield Double.parseDouble(text);
      }
    };
  }

  /** Adds the bits: one NaN, no negative zero. */
  static void addBits(double value, TextBytes out) {
    Tag.FLOAT.addTo(out);
    out.addLong(Double.doubleToLongBits(value == 0 ? 0.0 : value));
  }

  /** The shortest decimal that reads as this value. */
  static String shortest(double value) {
    // Double.toString of this Java is not always the shortest one, nor the nearest of that length.
    BigDecimal exact = new BigDecimal(value);
    for (int digits = 15; digits < 17; digits++) {
      BigDecimal rounded = exact.round(new MathContext(digits, RoundingMode.HALF_EVEN));
      if (rounded.doubleValue() == value) {
        return rounded.toString();
      }
    }
    return exact.round(new MathContext(17, RoundingMode.HALF_EVEN)).toString();
  }

  private Floats() {}
}
