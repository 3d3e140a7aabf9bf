package dev.m2d.compare.canon;

import java.nio.charset.StandardCharsets;

/**
 * A decimal of any size, since values may have exponents that no {@link java.math.BigDecimal} has.
 *
 * @param sign -1, 0 or 1
 * @param digits without leading and trailing zeros; none for zero
 * @param exponent of the last digit
 */
record Scientific(int sign, String digits, long exponent) implements Comparable<Scientific> {

  /** What {@link java.math.BigDecimal} takes, far from its ends. */
  private static final long LARGEST_EXPONENT = 999_999_999;

  /** The decimal in its canonical spelling, see {@link dev.m2d.compare.row.Decimal}. */
  static Scientific of(byte[] text, int start, int length) {
    String spelled = new String(text, start, length, StandardCharsets.US_ASCII);
    int sign = spelled.equals("0") ? 0 : spelled.startsWith("-") ? -1 : 1;
    int e = spelled.indexOf('e');
    String digits = spelled.substring(sign < 0 ? 1 : 0, e < 0 ? spelled.length() : e);
    long exponent = e < 0 ? 0 : Long.parseLong(spelled.substring(e + 1));
    return new Scientific(sign, sign == 0 ? "" : digits, exponent);
  }

  /** Whether it is too large or too small to be calculated with. */
  boolean isBeyond() {
    return Math.abs(exponent) > LARGEST_EXPONENT;
  }

  @Override
  public int compareTo(Scientific other) {
    if (sign != other.sign) {
      return Integer.compare(sign, other.sign);
    }
    int bySize = Long.compare(exponent + digits.length(), other.exponent + other.digits.length());
    return sign * (bySize != 0 ? bySize : digits.compareTo(other.digits));
  }
}
