package dev.m2d.compare.canon;

import dev.m2d.compare.row.Row;
import dev.m2d.compare.row.TextBytes;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.Arrays;

/** Encodes a value and adjusts what came out, so that it works the same for every class. */
final class Adjusted implements Encoder {

  private static final long SECOND = 1_000_000_000L;
  private static final int NANO_DIGITS = 9;

  private final Encoder encoder;
  private final Adjustment how;

  Adjusted(Encoder encoder, Adjustment how) {
    this.encoder = encoder;
    this.how = how;
  }

  @Override
  public void add(Row row, int cell, TextBytes out) {
    int begin = out.size();
    encoder.add(row, cell, out);
    byte[] value = Arrays.copyOfRange(out.array(), begin, out.size());
    out.cut(begin);
    switch (Encoded.tag(value)) {
      case TEXT -> text(value, out);
      case NUMBER -> number(value, out);
      case FLOAT -> floating(value, row, cell, out);
      case TIMESTAMP, INSTANT -> time(value, out);
      case TIME -> timeOfDay(value, out);
      case JSON -> {
        byte[] list = how.isUnordered() ? Elements.sorted(Encoded.payload(value)) : null;
        same(list == null ? value : encoded(Tag.JSON, list), out);
      }
      case OPAQUE -> opaque(value, out);
      default -> same(value, out);
    }
  }

  private static void same(byte[] value, TextBytes out) {
    out.add(value, 0, value.length);
  }

  private static byte[] encoded(Tag tag, byte[] payload) {
    TextBytes out = new TextBytes();
    tag.add(payload, 0, payload.length, out);
    return Arrays.copyOf(out.array(), out.size());
  }

  private void text(byte[] value, TextBytes out) {
    if (!how.isNormalized()) {
      same(value, out);
      return;
    }
    String text = new String(Encoded.payload(value), StandardCharsets.UTF_8);
    String normal = Normalizer.normalize(text, Normalizer.Form.NFC);
    // Bytes that are no UTF-8 stay what they are.
    boolean isText = text.indexOf('\ufffd') < 0;
    same(isText ? encoded(Tag.TEXT, normal.getBytes(StandardCharsets.UTF_8)) : value, out);
  }

  private void number(byte[] value, TextBytes out) {
    Scientific number = Encoded.decimal(value);
    if (how.precision() < 0 || number.isBeyond() && number.exponent() > 0) {
      same(value, out);
    } else {
      Encoded.addNumber(number.isBeyond() ? BigDecimal.ZERO : rounded(Encoded.number(value)), out);
    }
  }

  private void floating(byte[] value, Row row, int cell, TextBytes out) {
    double number = Encoded.floating(value);
    if (how.precision() >= 0 && Double.isFinite(number)) {
      number = rounded(new BigDecimal(Floats.shortest(number))).doubleValue();
    }
    boolean negative = row.bytes()[row.start(cell)] == '-';
    Tag.FLOAT.addTo(out);
    out.addLong(
        Double.doubleToLongBits(
            number == 0 ? how.isZeroSigned() && negative ? -0.0 : 0.0 : number));
  }

  private BigDecimal rounded(BigDecimal number) {
    // A number such as 1e999999999 has no digits after its point to take away.
    if (number.scale() <= how.precision()) {
      return number;
    }
    // One such as 1e-999999999 has too many of them to be divided.
    boolean isNothing = (long) number.scale() - number.precision() > how.precision();
    return isNothing
        ? BigDecimal.ZERO
        : number.setScale(
            how.precision(), how.truncates() ? RoundingMode.DOWN : RoundingMode.HALF_UP);
  }

  private void time(byte[] value, TextBytes out) {
    boolean isLocal = Encoded.tag(value) == Tag.TIMESTAMP;
    long seconds = Encoded.seconds(value);
    long nanos = rounded(Encoded.nanos(value));
    if (isLocal && how.naiveAs().isPresent()) {
      isLocal = false;
      seconds -= how.naiveAs().get().getTotalSeconds();
    }
    (isLocal ? Tag.TIMESTAMP : Tag.INSTANT).addTo(out);
    out.addLong(seconds + nanos / SECOND);
    out.addLong(nanos % SECOND);
  }

  private void timeOfDay(byte[] value, TextBytes out) {
    Tag.TIME.addTo(out);
    out.addLong(rounded(Encoded.seconds(value)));
  }

  /** Nanoseconds with as many digits as wanted. */
  private long rounded(long nanos) {
    if (how.precision() < 0 || how.precision() >= NANO_DIGITS) {
      return nanos;
    }
    long unit = 1;
    for (int i = how.precision(); i < NANO_DIGITS; i++) {
      unit *= 10;
    }
    return (how.truncates() ? nanos : nanos + unit / 2) / unit * unit;
  }

  private void opaque(byte[] value, TextBytes out) {
    byte[] text = Encoded.payload(value);
    if (how.takesDates() && Moments.addDate(text, 0, text.length, out)) {
      byte[] date = Arrays.copyOfRange(out.array(), out.size() - Long.BYTES - 1, out.size());
      out.cut(out.size() - date.length);
      TextBytes midnight = new TextBytes();
      Tag.TIMESTAMP.addTo(midnight);
      midnight.addLong(Encoded.seconds(date));
      midnight.addLong(0);
      time(Arrays.copyOf(midnight.array(), midnight.size()), out);
      return;
    }
    byte[] list = how.isUnordered() ? Elements.sorted(text) : null;
    same(list == null ? value : encoded(Tag.OPAQUE, list), out);
  }
}
