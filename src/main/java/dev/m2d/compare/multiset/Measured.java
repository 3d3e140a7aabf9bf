package dev.m2d.compare.multiset;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;

/** A decimal as {@link #LONGS} whole numbers, exactly up to {@link #DIGITS} digits. */
public final class Measured {

  /** Numbers that a decimal takes. */
  public static final int LONGS = 3;

  /** As many as the decimals of databases mostly have. */
  static final int DIGITS = 38;

  private static final int LARGEST_SCALE = 1 << 20;
  private static final long CUT = 1L << 40;
  private static final MathContext PRECISION = new MathContext(DIGITS, RoundingMode.HALF_EVEN);

  /** What is kept of a decimal; nothing of one that is too small to be calculated with. */
  public static BigDecimal kept(BigDecimal value) {
    BigDecimal rounded = value.precision() > DIGITS ? value.round(PRECISION) : value;
    BigDecimal kept = rounded.signum() == 0 ? BigDecimal.ZERO : rounded.stripTrailingZeros();
    return Math.abs((long) kept.scale()) > LARGEST_SCALE ? BigDecimal.ZERO : kept;
  }

  /** Writes a decimal to `out` from `at` on. */
  public static void write(BigDecimal value, long[] out, int at) {
    BigDecimal kept = kept(value);
    boolean isCut = kept.compareTo(value) != 0;
    BigInteger digits = kept.unscaledValue();
    out[at] = digits.shiftRight(Long.SIZE).longValue();
    out[at + 1] = digits.longValue();
    out[at + 2] = kept.scale() + LARGEST_SCALE | (isCut ? CUT : 0);
  }

  /** The decimal that was written. */
  static BigDecimal read(long[] from, int at) {
    BigInteger low = BigInteger.valueOf(from[at + 1]);
    BigInteger digits =
        from[at] == from[at + 1] >> Long.SIZE - 1
            ? low
            : BigInteger.valueOf(from[at])
                .shiftLeft(Long.SIZE)
                .add(from[at + 1] < 0 ? low.add(BigInteger.ONE.shiftLeft(Long.SIZE)) : low);
    return new BigDecimal(digits, (int) (from[at + 2] & CUT - 1) - LARGEST_SCALE);
  }

  /** Whether digits were left out. */
  static boolean isCut(long[] from, int at) {
    return (from[at + 2] & CUT) != 0;
  }

  private Measured() {}
}
