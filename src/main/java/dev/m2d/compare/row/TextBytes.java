package dev.m2d.compare.row;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/** A growing array of bytes that takes text as UTF-8; a lone surrogate takes three bytes too. */
public final class TextBytes {

  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  /** Characters of a text whose bytes are counted before room is made for them. */
  private static final int LONG = 1 << 16;

  private byte[] array = new byte[1 << 10];
  private int size;

  /** The bytes; valid up to {@link #size}, until more are added. */
  public byte[] array() {
    return array;
  }

  /** How many there are. */
  public int size() {
    return size;
  }

  /** Forgets all of them. */
  public void clear() {
    size = 0;
  }

  /** Forgets those from a place on. */
  public void cut(int to) {
    size = to;
  }

  /** Adds one. */
  public void add(int value) {
    room(1);
    array[size++] = (byte) value;
  }

  /** Adds some. */
  public void add(byte[] bytes, int start, int length) {
    room(length);
    System.arraycopy(bytes, start, array, size, length);
    size += length;
  }

  /** Adds eight, the highest first. */
  public void addLong(long value) {
    room(8);
    LONGS.set(array, size, value);
    size += 8;
  }

  /** Adds a length in one to five bytes. */
  public void addLength(int value) {
    room(5);
    int rest = value;
    while (rest > 0x7f) {
      array[size++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    array[size++] = (byte) rest;
  }

  /** Adds text. */
  public void add(String text) {
    char[] characters = text.toCharArray();
    add(characters, 0, characters.length);
  }

  /** Adds text. */
  public void add(char[] text, int start, int length) {
    int end = start + length;
    if (length < LONG) {
      room(3 * length);
    } else {
      long needed = 0;
      for (int i = start; i < end; i++) {
        needed += text[i] < 0x80 ? 1 : text[i] < 0x800 ? 2 : 3;
      }
      room(Math.toIntExact(needed));
    }
    for (int i = start; i < end; i++) {
      char c = text[i];
      if (c < 0x80) {
        array[size++] = (byte) c;
      } else if (c < 0x800) {
        array[size++] = (byte) (0xC0 | c >> 6);
        array[size++] = (byte) (0x80 | c & 0x3F);
      } else if (Character.isHighSurrogate(c)
          && i + 1 < end
          && Character.isLowSurrogate(text[i + 1])) {
        int point = Character.toCodePoint(c, text[++i]);
        array[size++] = (byte) (0xF0 | point >> 18);
        array[size++] = (byte) (0x80 | point >> 12 & 0x3F);
        array[size++] = (byte) (0x80 | point >> 6 & 0x3F);
        array[size++] = (byte) (0x80 | point & 0x3F);
      } else {
        array[size++] = (byte) (0xE0 | c >> 12);
        array[size++] = (byte) (0x80 | c >> 6 & 0x3F);
        array[size++] = (byte) (0x80 | c & 0x3F);
      }
    }
  }

  /** The array with room for some more. */
  byte[] room(int more) {
    int needed = Math.addExact(size, more);
    if (needed > array.length) {
      array = Arrays.copyOf(array, Math.max(needed, (int) Math.min(2L * array.length, 1 << 30)));
    }
    return array;
  }
}
