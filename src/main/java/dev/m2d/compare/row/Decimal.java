package dev.m2d.compare.row;

import java.nio.charset.StandardCharsets;

/** Decimal numbers as text: of all spellings of one number, one. */
public final class Decimal {

  private static final int LONGEST_POWER = 12;

  /** The canonical spelling of a text; see {@link #add}. */
  public static String canonical(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    TextBytes out = new TextBytes();
    add(bytes, 0, bytes.length, out);
    return new String(out.array(), 0, out.size(), StandardCharsets.UTF_8);
  }

  /**
   * Adds the canonical spelling: digits without leading and trailing zeros, `e` and the exponent of
   * the last digit, as in `-12e-1` for -1.20; `0` for zero, also a negative one. A text that is no
   * finite decimal number is added as it is.
   *
   * @return whether it is a number
   */
  public static boolean add(byte[] text, int start, int end, TextBytes out) {
    int begin = out.size();
    byte[] to = out.room(end - start);
    int size = begin;
    int p = start;
    if (p < end && (text[p] == '-' || text[p] == '+')) {
      if (text[p++] == '-') {
        to[size++] = '-';
      }
    }
    int first = size;
    int significant = first;
    int digits = p;
    int point = -1;
    for (; p < end; p++) {
      byte c = text[p];
      if (c > '0' && c <= '9') {
        to[size++] = c;
        significant = size;
      } else if (c == '0') {
        to[size] = c;
        size += size > first ? 1 : 0;
      } else if (c == '.' && point < 0) {
        point = p;
      } else {
        break;
      }
    }
    boolean any = p - digits > (point < 0 ? 0 : 1);
    long power = p == end ? 0 : power(text, p, end);
    if (!any || power == Long.MIN_VALUE) {
      out.add(text, start, end - start);
      return false;
    }
    if (significant == first) {
      out.add('0');
      return true;
    }
    out.cut(significant);
    exponent(power + size - significant - (point < 0 ? 0 : p - point - 1), out);
    return true;
  }

  private static void exponent(long exponent, TextBytes out) {
    if (exponent == 0) {
      return;
    }
    out.add('e');
    if (exponent > -10 && exponent < 0) {
      out.add('-');
      out.add((int) ('0' - exponent));
    } else if (exponent > 0 && exponent < 10) {
      out.add((int) ('0' + exponent));
    } else {
      out.add(Long.toString(exponent));
    }
  }

  /** The number after an `e`, or the smallest long for a text that is none. */
  private static long power(byte[] text, int start, int end) {
    int p = start + 1;
    boolean negative = false;
    if (p < end && (text[p] == '-' || text[p] == '+')) {
      negative = text[p++] == '-';
    }
    if ((text[start] | 0x20) != 'e' || p == end || end - p > LONGEST_POWER) {
      return Long.MIN_VALUE;
    }
    long value = 0;
    for (; p < end; p++) {
      if (text[p] < '0' || text[p] > '9') {
        return Long.MIN_VALUE;
      }
      value = 10 * value + text[p] - '0';
    }
    return negative ? -value : value;
  }

  private Decimal() {}
}
