package dev.m2d.literal;

import java.math.BigDecimal;

/** Floating-point numbers as text that every language here reads as a float. */
final class Numbers {
  private Numbers() {}

  /** The shortest digits that read back as the same number, always with a point, no exponent. */
  static String decimal(double finite) {
    String digits = new BigDecimal(Double.toString(finite)).toPlainString();
    String text = digits.contains(".") ? digits : digits + ".0";
    return 1 / finite == Double.NEGATIVE_INFINITY ? "-" + text : text;
  }

  /** {@code inf}, {@code -inf} or {@code nan}. */
  static String notFinite(double number) {
    return Double.isNaN(number) ? "nan" : number > 0 ? "inf" : "-inf";
  }
}
