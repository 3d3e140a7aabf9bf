package dev.m2d.literal;

import java.util.Locale;
import java.util.function.ObjIntConsumer;

/** Which characters may stand in a text file as they are, and how the others are named. */
final class Characters {
  /** Below it every character takes one column. */
  private static final int FIRST_MARK = 0x300;

  private Characters() {}

  /**
   * Tells whether a code point is visible, unambiguous text: no control, format, private,
   * unassigned or lone surrogate code point, and no white space other than the blank.
   */
  static boolean isPlain(int codePoint) {
    if (codePoint <= 0x7f) {
      return codePoint >= 0x20 && codePoint != 0x7f;
    }
    return switch (Character.getType(codePoint)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      case Character.SPACE_SEPARATOR -> codePoint == ' ';
      default -> true;
    };
  }

  /**
   * A text in double quotes, with the backslash escapes that JSON, TOML, YAML and .env files share.
   *
   * @param other appends a code point that has none of those
   */
  static String doubleQuoted(String text, ObjIntConsumer<StringBuilder> other) {
    StringBuilder out = new StringBuilder("\"");
    text.codePoints()
        .forEach(
            codePoint -> {
              switch (codePoint) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                default -> other.accept(out, codePoint);
              }
            });
    return out.append('"').toString();
  }

  /**
   * Appends {@code \xNN}, <code>&#92;uNNNN</code> or {@code \UNNNNNNNN}, the shortest that fits.
   */
  static void appendEscape(StringBuilder out, int codePoint) {
    if (codePoint <= 0xff) {
      out.append("\\x").append(hex(codePoint, 2));
    } else {
      appendLongEscape(out, codePoint);
    }
  }

  /** Appends <code>&#92;uNNNN</code> or {@code \UNNNNNNNN}. */
  static void appendLongEscape(StringBuilder out, int codePoint) {
    if (codePoint <= 0xffff) {
      out.append("\\u").append(hex(codePoint, 4));
    } else {
      out.append("\\U").append(hex(codePoint, 8));
    }
  }

  static String hex(int value, int digits) {
    return String.format(Locale.ROOT, "%0" + digits + "x", value);
  }

  /** Makes one line of a text: every run of white space and control characters is one blank. */
  static String oneLine(String text) {
    StringBuilder out = new StringBuilder();
    boolean blank = false;
    for (int codePoint : text.codePoints().toArray()) {
      if (!isPlain(codePoint) || codePoint == ' ') {
        blank = !out.isEmpty();
      } else {
        if (blank) {
          out.append(' ');
          blank = false;
        }
        out.appendCodePoint(codePoint);
      }
    }
    return out.toString();
  }

  /** Columns of a terminal that a text takes: wide characters take two, combining marks none. */
  static int columns(String text) {
    int columns = 0;
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) >= FIRST_MARK) {
        return columns + text.codePoints().skip(i).map(Characters::columns).sum();
      }
      columns++;
    }
    return columns;
  }

  private static int columns(int codePoint) {
    int type = Character.getType(codePoint);
    if (type == Character.NON_SPACING_MARK || type == Character.ENCLOSING_MARK) {
      return 0;
    }
    boolean wide =
        (codePoint >= 0x1100 && codePoint <= 0x115f)
            || (codePoint >= 0x2e80 && codePoint <= 0xa4cf)
            || (codePoint >= 0xac00 && codePoint <= 0xd7a3)
            || (codePoint >= 0xf900 && codePoint <= 0xfaff)
            || (codePoint >= 0xfe30 && codePoint <= 0xfe6f)
            || (codePoint >= 0xff00 && codePoint <= 0xff60)
            || (codePoint >= 0xffe0 && codePoint <= 0xffe6)
            || (codePoint >= 0x1f300 && codePoint <= 0x1f64f)
            || (codePoint >= 0x1f900 && codePoint <= 0x1f9ff)
            || (codePoint >= 0x20000 && codePoint <= 0x3fffd);
    return wide ? 2 : 1;
  }
}
