package dev.m2d.compare.report;

import org.jspecify.annotations.Nullable;

/**
 * How values of the data are shown: as they are, or only their shape, as in `Aaaa 99` for `Rome
 * 42`, which tells formats apart and gives nothing away.
 *
 * @param isShown whether they are shown as they are
 */
public record Values(boolean isShown) {

  private static final int LONGEST = 40;

  /** A value for people; `null` where there is none. */
  public String text(@Nullable String value) {
    String shown = of(value);
    return shown == null ? "null" : shown.isEmpty() ? "(empty)" : shown;
  }

  /** A value; null where there is none. */
  public @Nullable String of(@Nullable String value) {
    if (value == null || value.isEmpty()) {
      return value;
    }
    int points = value.codePointCount(0, value.length());
    int end = value.offsetByCodePoints(0, Math.min(points, LONGEST));
    String begin = value.substring(0, end);
    String cut = points > LONGEST ? "... (" + points + " characters)" : "";
    return isShown ? value : shape(begin) + cut;
  }

  private static String shape(String text) {
    StringBuilder shape = new StringBuilder();
    text.codePoints()
        .map(
            c ->
                Character.isDigit(c)
                    ? '9'
                    : Character.isUpperCase(c) ? 'A' : Character.isLetter(c) ? 'a' : mark(c))
        .forEach(shape::appendCodePoint);
    return shape.toString();
  }

  private static int mark(int point) {
    return Character.isWhitespace(point) ? ' ' : point < 0x20 || point > 0x7e ? '?' : point;
  }
}
