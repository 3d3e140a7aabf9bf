package dev.m2d.compare.canon;

import dev.m2d.compare.row.Decimal;
import dev.m2d.compare.row.TextBytes;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Optional;

/** One value as an {@link Encoder} wrote it, read again. */
final class Encoded {

  private static final long DAY = 86_400;

  /** By number, by time, else by bytes. */
  static final Comparator<byte[]> ORDER = Encoded::compare;

  static Tag tag(byte[] value) {
    return Tag.of(value[0]);
  }

  /** The canonical decimal of a `NUMBER` that is not {@link Scientific#isBeyond}. */
  static BigDecimal number(byte[] value) {
    return new BigDecimal(new String(value, 1, value.length - 2, StandardCharsets.US_ASCII));
  }

  /** The bits of a `FLOAT`. */
  static double floating(byte[] value) {
    return Double.longBitsToDouble(ByteBuffer.wrap(value).getLong(1));
  }

  /** The bytes of a value that has a length. */
  static byte[] payload(byte[] value) {
    int start = 1;
    while (value[start] < 0) {
      start++;
    }
    return Arrays.copyOfRange(value, start + 1, value.length);
  }

  /** Seconds since 1970 of a `TIMESTAMP`, `INSTANT` or `DATE`. */
  static long seconds(byte[] value) {
    long first = ByteBuffer.wrap(value).getLong(1);
    return tag(value) == Tag.DATE ? first * DAY : first;
  }

  /** Nanoseconds after them. */
  static long nanos(byte[] value) {
    return tag(value) == Tag.DATE ? 0 : ByteBuffer.wrap(value).getLong(1 + Long.BYTES);
  }

  static void addNumber(BigDecimal number, TextBytes out) {
    byte[] text = number.toString().getBytes(StandardCharsets.US_ASCII);
    Tag.NUMBER.addTo(out);
    Decimal.add(text, 0, text.length, out);
    out.add(0);
  }

  /** Whether a value is greater than another one of its kind. */
  static boolean isGreater(byte[] value, byte[] than) {
    byte[] a = spelled(value);
    byte[] b = spelled(than);
    return areAlike(a, b) && compare(a, b) > 0;
  }

  /** Whether a value is the same as another one of its kind. */
  static boolean isSame(byte[] value, byte[] other) {
    byte[] a = spelled(value);
    byte[] b = spelled(other);
    return areAlike(a, b) && compare(a, b) == 0;
  }

  /** Whether it can be told which of two values is greater. */
  static boolean isComparable(byte[] value, byte[] other) {
    return areAlike(spelled(value), spelled(other));
  }

  private static boolean areAlike(byte[] a, byte[] b) {
    return isNumber(a) && isNumber(b) || isTime(a) && isTime(b) || tag(a) == tag(b);
  }

  /** The time or the number that a text spells; any other value as it is. */
  private static byte[] spelled(byte[] value) {
    if (tag(value) != Tag.TEXT && tag(value) != Tag.OPAQUE) {
      return value;
    }
    byte[] text = payload(value);
    TextBytes out = new TextBytes();
    if (Moments.addTimestamp(text, 0, text.length, out)
        || Moments.addDate(text, 0, text.length, out)) {
      return Arrays.copyOf(out.array(), out.size());
    }
    return number(text, out) ? Arrays.copyOf(out.array(), out.size()) : value;
  }

  /** The number that a value is or spells as text; empty for any other one. */
  static Optional<Scientific> spelledNumber(byte[] value) {
    if (isNumber(value)) {
      return Optional.of(decimal(value));
    }
    TextBytes out = new TextBytes();
    return tag(value) == Tag.TEXT && number(payload(value), out)
        ? Optional.of(decimal(Arrays.copyOf(out.array(), out.size())))
        : Optional.empty();
  }

  /** Writes the number that a text spells; answers whether it does. */
  private static boolean number(byte[] text, TextBytes out) {
    out.clear();
    Tag.NUMBER.addTo(out);
    boolean isNumber = Decimal.add(text, 0, text.length, out);
    out.add(0);
    return isNumber;
  }

  private static int compare(byte[] a, byte[] b) {
    if (isNumber(a) && isNumber(b)) {
      return decimal(a).compareTo(decimal(b));
    }
    if (isTime(a) && isTime(b)) {
      int bySecond = Long.compare(seconds(a), seconds(b));
      return bySecond != 0 ? bySecond : Long.compare(nanos(a), nanos(b));
    }
    boolean texts = tag(a) == tag(b) && (tag(a) == Tag.TEXT || tag(a) == Tag.OPAQUE);
    return texts ? Arrays.compareUnsigned(payload(a), payload(b)) : Arrays.compareUnsigned(a, b);
  }

  private static boolean isNumber(byte[] value) {
    return tag(value) == Tag.NUMBER || tag(value) == Tag.FLOAT && Double.isFinite(floating(value));
  }

  /** The exact value of a number. */
  static Scientific decimal(byte[] value) {
    if (tag(value) == Tag.NUMBER) {
      return Scientific.of(value, 1, value.length - 2);
    }
    byte[] text =
        Decimal.canonical(new BigDecimal(floating(value)).toString())
            .getBytes(StandardCharsets.US_ASCII);
    return Scientific.of(text, 0, text.length);
  }

  private static boolean isTime(byte[] value) {
    Tag tag = tag(value);
    return tag == Tag.TIMESTAMP || tag == Tag.INSTANT || tag == Tag.DATE;
  }

  private Encoded() {}
}
