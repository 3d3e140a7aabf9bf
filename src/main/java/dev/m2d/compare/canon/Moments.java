package dev.m2d.compare.canon;

import dev.m2d.compare.row.TextBytes;
import java.time.Month;
import java.time.Year;

/**
 * Dates, times and instants as databases and taps spell them: `2024-01-31`, `06:00[:00[.123]]`,
 * both joined by a blank or a `T`, then `Z` or an offset such as `+02`, `+0200`, `+02:00`.
 */
final class Moments {

  private static final int NANO_DIGITS = 9;
  private static final long DAY = 86_400;
  private static final int[] POWERS = {
    1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000, 1_000_000_000
  };

  /** Days from the first of March of the year -400 to 1970-01-01. */
  private static final long MARCH_FIRST = 719_468 + 146_097;

  private final byte[] text;
  private final int end;
  private int p;

  private Moments(byte[] text, int start, int end) {
    this.text = text;
    this.p = start;
    this.end = end;
  }

  /** Adds a date; answers whether the text is one. */
  static boolean addDate(byte[] text, int start, int end, TextBytes out) {
    Moments m = new Moments(text, start, end);
    long days = m.date();
    if (days == Long.MIN_VALUE || m.p != end) {
      return false;
    }
    Tag.DATE.addTo(out);
    out.addLong(days);
    return true;
  }

  /** Adds a time of day; answers whether the text is one. */
  static boolean addTime(byte[] text, int start, int end, TextBytes out) {
    Moments m = new Moments(text, start, end);
    long seconds = m.time();
    long nanos = m.fraction();
    if (seconds < 0 || nanos < 0 || m.p != end) {
      return false;
    }
    Tag.TIME.addTo(out);
    out.addLong(seconds * 1_000_000_000L + nanos);
    return true;
  }

  /**
   * Adds a local date and time, or an instant when it has an offset; answers whether the text is
   * one.
   */
  static boolean addTimestamp(byte[] text, int start, int end, TextBytes out) {
    Moments m = new Moments(text, start, end);
    long days = m.date();
    if (days == Long.MIN_VALUE || m.p >= end || text[m.p] != ' ' && (text[m.p] | 0x20) != 't') {
      return false;
    }
    m.p++;
    long seconds = m.time();
    long nanos = m.fraction();
    if (seconds < 0 || nanos < 0) {
      return false;
    }
    boolean local = m.p == end;
    long offset = local ? 0 : m.offset();
    if (offset == Long.MIN_VALUE || m.p != end) {
      return false;
    }
    (local ? Tag.TIMESTAMP : Tag.INSTANT).addTo(out);
    out.addLong(days * DAY + seconds - offset);
    out.addLong(nanos);
    return true;
  }

  private long date() {
    int year = number(4);
    int month = separated('-');
    int day = separated('-');
    if (year < 0 || month < 0 || day < 0) {
      return Long.MIN_VALUE;
    }
    boolean isDay =
        month >= 1 && month <= 12 && day >= 1 && (day <= 28 || day <= days(year, month));
    return isDay ? epochDay(year, month, day) : Long.MIN_VALUE;
  }

  private static int days(int year, int month) {
    return Month.of(month).length(Year.isLeap(year));
  }

  /**
   * Days since 1970-01-01. Years are counted from March on here, so that a leap day is the last.
   */
  private static long epochDay(int year, int month, int day) {
    int from0 = year + 400 - (month < 3 ? 1 : 0);
    int ofYear = (153 * (month < 3 ? month + 9 : month - 3) + 2) / 5 + day - 1;
    return 365L * from0 + from0 / 4 - from0 / 100 + from0 / 400 + ofYear - MARCH_FIRST;
  }

  private long time() {
    int hour = number(2);
    int minute = separated(':');
    int second = p < end && text[p] == ':' ? separated(':') : 0;
    boolean bad = hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 59;
    return bad ? -1 : hour * 3600L + minute * 60L + second;
  }

  /** Nanoseconds of a fraction; 0 without one, -1 for more digits than nanoseconds have. */
  private long fraction() {
    if (p >= end || text[p] != '.') {
      return 0;
    }
    p++;
    long nanos = 0;
    int digits = 0;
    while (p < end && text[p] >= '0' && text[p] <= '9') {
      if (digits++ < NANO_DIGITS) {
        nanos = 10 * nanos + text[p] - '0';
      } else if (text[p] != '0') {
        return -1;
      }
      p++;
    }
    return digits == 0 ? -1 : digits < NANO_DIGITS ? nanos * POWERS[NANO_DIGITS - digits] : nanos;
  }

  private long offset() {
    byte sign = text[p++];
    if ((sign | 0x20) == 'z') {
      return 0;
    }
    if (sign != '+' && sign != '-') {
      return Long.MIN_VALUE;
    }
    int hours = number(2);
    int minutes = part();
    int seconds = part();
    if (hours < 0 || minutes < 0 || seconds < 0) {
      return Long.MIN_VALUE;
    }
    long total = hours * 3600L + minutes * 60L + seconds;
    return sign == '-' ? -total : total;
  }

  /** Minutes or seconds of an offset; 0 where the text ends before them. */
  private int part() {
    if (p == end) {
      return 0;
    }
    p += text[p] == ':' ? 1 : 0;
    return number(2);
  }

  private int separated(char separator) {
    if (p >= end || text[p] != separator) {
      return -1;
    }
    p++;
    return number(2);
  }

  private int number(int digits) {
    if (end - p < digits) {
      return -1;
    }
    int value = 0;
    for (int i = 0; i < digits; i++) {
      byte c = text[p++];
      if (c < '0' || c > '9') {
        return -1;
      }
      value = 10 * value + c - '0';
    }
    return value;
  }
}
