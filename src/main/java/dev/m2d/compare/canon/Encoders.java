package dev.m2d.compare.canon;

import dev.m2d.compare.row.Decimal;
import dev.m2d.compare.row.NestedJson;
import dev.m2d.compare.row.Row;
import dev.m2d.compare.row.TextBytes;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** The encoders of a pair of columns, chosen once from both types and never from values. */
public final class Encoders {

  /** How each class writes what is neither null nor absent; answers whether it could read it. */
  @FunctionalInterface
  private interface Reading {
    boolean add(byte[] bytes, int start, int end, TextBytes out);
  }

  /** Beside CSV, which has no types, what a value of JSON looks like decides. */
  static final Encoder TEXT = Encoders::text;

  static final byte[] TRUE = "true".getBytes(StandardCharsets.US_ASCII);
  static final byte[] FALSE = "false".getBytes(StandardCharsets.US_ASCII);
  private static final Encoder NUMBER = reading(Encoders::number);

  /**
   * The encoder for one side of a pair.
   *
   * @param own type of the column on this side
   * @param other type of the column on the other side
   */
  public static Encoder of(ColumnType own, ColumnType other) {
    boolean isSingle = own.isSingle() || other.isSingle();
    return switch (own.valueClass()) {
      case VALUE -> other.valueClass() == ValueClass.TEXT ? TEXT : Encoders::value;
      case TEXT -> text(own, other);
      case NUMBER ->
          other.valueClass() == ValueClass.FLOAT && isSingle ? reading(Encoders::single) : NUMBER;
      case FLOAT ->
          isSingle
              ? reading(Encoders::single)
              : reading(
                  other.valueClass() == ValueClass.NUMBER ? Encoders::decimal : Encoders::floating);
      case BOOL -> reading(Encoders::bool);
      case BYTES -> reading(Encoders::hex);
      case DATE -> reading(Moments::addDate);
      case TIME -> reading(Moments::addTime);
      case TIMESTAMP, TIMESTAMPTZ -> reading(Moments::addTimestamp);
      case UUID -> reading(Encoders::uuid);
      case JSON -> reading(Encoders::json);
      case INTERVAL -> reading(Intervals::add);
      case OPAQUE -> reading((b, s, e, out) -> false);
    };
  }

  private static Encoder text(ColumnType own, ColumnType other) {
    if (other.valueClass() == ValueClass.UUID) {
      return reading(Encoders::uuid);
    }
    if (own.isPadded()) {
      return (row, cell, out) -> {
        if (row.isNull(cell)) {
          Tag.NULL.addTo(out);
        } else {
          int end = row.end(cell);
          while (end > row.start(cell) && row.bytes()[end - 1] == ' ') {
            end--;
          }
          Tag.TEXT.add(row.bytes(), row.start(cell), end, out);
        }
      };
    }
    return TEXT;
  }

  private static void text(Row row, int cell, TextBytes out) {
    switch (row.kind(cell)) {
      case NULL, ABSENT -> Tag.NULL.addTo(out);
      case TRUE -> Tag.TEXT.add(TRUE, 0, TRUE.length, out);
      case FALSE -> Tag.TEXT.add(FALSE, 0, FALSE.length, out);
      case TEXT, NUMBER, NESTED -> Tag.TEXT.add(row.bytes(), row.start(cell), row.end(cell), out);
    }
  }

  private static void value(Row row, int cell, TextBytes out) {
    switch (row.kind(cell)) {
      case NULL, ABSENT -> Tag.NULL.addTo(out);
      case TEXT -> Tag.TEXT.add(row.bytes(), row.start(cell), row.end(cell), out);
      case TRUE, FALSE -> addBool(row.kind(cell) == Row.Kind.TRUE, out);
      case NUMBER -> NUMBER.add(row, cell, out);
      case NESTED -> Tag.JSON.add(row.bytes(), row.start(cell), row.end(cell), out);
    }
  }

  private static Encoder reading(Reading reading) {
    return (row, cell, out) -> {
      if (row.isNull(cell)) {
        Tag.NULL.addTo(out);
        return;
      }
      byte[] word = word(row, cell);
      byte[] bytes = word == null ? row.bytes() : word;
      int start = word == null ? row.start(cell) : 0;
      int end = word == null ? row.end(cell) : word.length;
      int begin = out.size();
      if (!reading.add(bytes, start, end, out)) {
        out.cut(begin);
        Tag.OPAQUE.add(bytes, start, end, out);
      }
    };
  }

  /** The values of JSON that are no slices of the row. */
  private static byte @Nullable [] word(Row row, int cell) {
    return switch (row.kind(cell)) {
      case TRUE -> TRUE;
      case FALSE -> FALSE;
      default -> null;
    };
  }

  /** Ends with a zero, which no digit is. */
  private static boolean number(byte[] b, int start, int end, TextBytes out) {
    Tag.NUMBER.addTo(out);
    boolean isNumber = Decimal.add(b, start, end, out);
    out.add(0);
    return isNumber;
  }

  private static boolean floating(byte[] b, int start, int end, TextBytes out) {
    try {
      Floats.addBits(Floats.parse(b, start, end), out);
      return true;
    } catch (NumberFormatException e) {
      return false;
    }
  }

  private static boolean single(byte[] b, int start, int end, TextBytes out) {
    try {
      Floats.addBits((float) Floats.parse(b, start, end), out);
      return true;
    } catch (NumberFormatException e) {
      return false;
    }
  }

  /** A float beside a decimal: as the shortest decimal that reads as it. */
  private static boolean decimal(byte[] b, int start, int end, TextBytes out) {
    double value;
    try {
      value = Floats.parse(b, start, end);
    } catch (NumberFormatException e) {
      return false;
    }
    if (!Double.isFinite(value)) {
      Floats.addBits(value, out);
      return true;
    }
    byte[] spelled = Floats.shortest(value).getBytes(StandardCharsets.US_ASCII);
    return number(spelled, 0, spelled.length, out);
  }

  private static boolean bool(byte[] b, int start, int end, TextBytes out) {
    if (end - start == 1 && (b[start] == 't' || b[start] == 'f')) {
      addBool(b[start] == 't', out);
      return true;
    }
    String text = new String(b, start, end - start, StandardCharsets.ISO_8859_1);
    switch (text) {
      case "t", "true", "T", "True", "TRUE", "1", "y", "yes", "on" -> addBool(true, out);
      case "f", "false", "F", "False", "FALSE", "0", "n", "no", "off" -> addBool(false, out);
      default -> {
        return false;
      }
    }
    return true;
  }

  private static void addBool(boolean value, TextBytes out) {
    Tag.BOOL.addTo(out);
    out.add(value ? 1 : 0);
  }

  private static boolean hex(byte[] b, int start, int end, TextBytes out) {
    int digits = end - start - 2;
    if (digits < 0 || digits % 2 != 0 || b[start] != '\\' || b[start + 1] != 'x') {
      return false;
    }
    Tag.BYTES.addTo(out);
    out.addLength(digits / 2);
    return addHex(b, start + 2, end, out);
  }

  private static boolean addHex(byte[] b, int start, int end, TextBytes out) {
    for (int p = start; p < end; p += 2) {
      int high = Character.digit(b[p], 16);
      int low = Character.digit(b[p + 1], 16);
      if (high < 0 || low < 0) {
        return false;
      }
      out.add(16 * high + low);
    }
    return true;
  }

  private static boolean uuid(byte[] b, int start, int end, TextBytes out) {
    String digits =
        new String(b, start, end - start, StandardCharsets.ISO_8859_1).replaceAll("[-{}]", "");
    if (digits.length() != 32) {
      return false;
    }
    Tag.UUID.addTo(out);
    return addHex(digits.getBytes(StandardCharsets.ISO_8859_1), 0, 32, out);
  }

  private static boolean json(byte[] b, int start, int end, TextBytes out) {
    TextBytes canonical = new TextBytes();
    if (!NestedJson.add(b, start, end, canonical)) {
      return false;
    }
    Tag.JSON.add(canonical.array(), 0, canonical.size(), out);
    return true;
  }

  private Encoders() {}
}
