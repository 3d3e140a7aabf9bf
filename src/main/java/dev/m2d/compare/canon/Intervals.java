package dev.m2d.compare.canon;

import dev.m2d.compare.row.TextBytes;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Intervals as ISO 8601 spells them, such as `P1Y2M3DT4H5M6.7S`: months, days and nanoseconds. */
final class Intervals {

  private static final String NUMBER = "(?:(-?[0-9]{1,9})";
  private static final Pattern ISO =
      Pattern.compile(
          "P"
              + NUMBER
              + "Y)?"
              + NUMBER
              + "M)?"
              + NUMBER
              + "W)?"
              + NUMBER
              + "D)?(?:T"
              + NUMBER
              + "H)?"
              + NUMBER
              + "M)?(?:(-?[0-9]{1,9}(?:\\.[0-9]{1,9})?)S)?)?");

  /** Adds an interval; answers whether the text is one. */
  static boolean add(byte[] text, int start, int end, TextBytes out) {
    Matcher m = ISO.matcher(new String(text, start, end - start, StandardCharsets.ISO_8859_1));
    if (!m.matches() || end - start < 3) {
      return false;
    }
    BigDecimal seconds = m.group(7) == null ? BigDecimal.ZERO : new BigDecimal(m.group(7));
    Tag.INTERVAL.addTo(out);
    out.addLong(12 * part(m, 1) + part(m, 2));
    out.addLong(7 * part(m, 3) + part(m, 4));
    long minutes = 60 * part(m, 5) + part(m, 6);
    out.addLong(minutes * 60_000_000_000L + seconds.movePointRight(9).longValueExact());
    return true;
  }

  private static long part(Matcher m, int group) {
    return m.group(group) == null ? 0 : Long.parseLong(m.group(group));
  }

  private Intervals() {}
}
