package dev.m2d.compare.canon;

import dev.m2d.compare.row.TextBytes;

/** First byte of an encoded value. The numbers are part of what `canon: 1` means. */
enum Tag {
  NULL(0),
  BOOL(1),
  NUMBER(2),
  FLOAT(3),
  TEXT(4),
  BYTES(5),
  DATE(6),
  TIME(7),
  TIMESTAMP(8),
  INSTANT(9),
  UUID(10),
  JSON(11),
  INTERVAL(12),
  /** A value that its column's class cannot read, as it is spelled. */
  OPAQUE(13),
  /** Some value, where only its presence counts. */
  PRESENT(14),
  /** A value that breaks the rule of its column. */
  OUTSIDE(15);

  private static final Tag[] ALL = values();

  private final int number;

  Tag(int number) {
    this.number = number;
  }

  /** The tag of an encoded value. */
  static Tag of(byte first) {
    return ALL[first];
  }

  void addTo(TextBytes out) {
    out.add(number);
  }

  /** Adds the tag, the length and some bytes. */
  void add(byte[] bytes, int start, int end, TextBytes out) {
    out.add(number);
    out.addLength(end - start);
    out.add(bytes, start, end - start);
  }
}
