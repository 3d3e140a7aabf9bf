package dev.m2d.compare.row;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Looks at eight bytes at once. */
final class Words {

  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private static final long EACH = 0x0101010101010101L;
  private static final long LOW = 0x7F7F7F7F7F7F7F7FL;
  private static final long HIGH = ~LOW;
  private static final long QUOTE = 0x2222222222222222L;

  /** Without their last three bits, the ends of lines and a few others are this byte. */
  private static final long CONTROL = 0x0808080808080808L;

  private static final long CONTROLS = 0xF8F8F8F8F8F8F8F8L;

  /** Moves the highest bit of each byte next to one another. */
  private static final long GATHER = 0x0102040810204080L;

  /** How often a byte occurs in a part of an array. */
  static int count(byte[] bytes, int start, int end, byte wanted) {
    long pattern = (wanted & 0xffL) * EACH;
    int count = 0;
    int p = start;
    for (; p + Long.BYTES <= end; p += Long.BYTES) {
      count += Long.bitCount(~filled((long) LONGS.get(bytes, p) ^ pattern) & HIGH);
    }
    for (; p < end; p++) {
      count += bytes[p] == wanted ? 1 : 0;
    }
    return count;
  }

  /**
   * Marks each delimiter, each quote, and of the other characters from 8 to 15 each, which CR and
   * LF are among.
   *
   * @param bytes of a length that 64 divides
   * @param limit how many of them count; marks beyond them say nothing
   */
  static void mark(byte[] bytes, int limit, byte delimiter, CsvWindow.Marks marks) {
    long pattern = (delimiter & 0xffL) * EACH;
    for (int p = 0; p < limit; p += Long.SIZE) {
      long delimiters = 0;
      long quotes = 0;
      long ends = 0;
      for (int i = 0; i < Long.SIZE; i += Long.BYTES) {
        long word = (long) LONGS.get(bytes, p + i);
        delimiters |= zeros(word ^ pattern) << i;
        quotes |= zeros(word ^ QUOTE) << i;
        ends |= zeros((word & CONTROLS) ^ CONTROL) << i;
      }
      marks.set(p >>> 6, delimiters, quotes, ends & ~delimiters);
    }
  }

  /** For each byte that is zero one bit. */
  private static long zeros(long word) {
    return ((~filled(word) & HIGH) >>> 7) * GATHER >>> 56;
  }

  /** The highest bit of each byte tells whether the byte is not zero. */
  private static long filled(long word) {
    return (word & LOW) + LOW | word;
  }

  private Words() {}
}
