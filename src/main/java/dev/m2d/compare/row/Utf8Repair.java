package dev.m2d.compare.row;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/**
 * Gives each byte that is no UTF-8 a character of its own from the last private-use area, so that a
 * reader of text keeps it apart from every other byte instead of refusing it or replacing it.
 */
final class Utf8Repair extends InputStream {

  private static final int BLOCK = 1 << 16;

  /** Characters that no standard gives a meaning: 128 of them stand for bytes. */
  private static final int PRIVATE_USE = 0x10FE00;

  private final InputStream in;
  private final byte[] block = new byte[BLOCK];
  private final byte[] ready = new byte[4 * BLOCK];
  private int kept;
  private int from;
  private int limit;
  private boolean ended;

  Utf8Repair(InputStream in) {
    this.in = in;
  }

  /** A text of which each byte that is no UTF-8 is a character of its own. */
  static String text(byte... bytes) throws IOException {
    return new String(
        new Utf8Repair(new ByteArrayInputStream(bytes)).readAllBytes(), StandardCharsets.UTF_8);
  }

  @Override
  public int read() throws IOException {
    return isEmpty() ? -1 : ready[from++] & 0xff;
  }

  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    if (isEmpty()) {
      return -1;
    }
    int count = Math.min(length, limit - from);
    System.arraycopy(ready, from, into, offset, count);
    from += count;
    return count;
  }

  /** Converts the next block when the last one is used up. */
  private boolean isEmpty() throws IOException {
    while (from == limit && !ended) {
      int got = in.read(block, kept, BLOCK - kept);
      ended = got < 0;
      convert(kept + Math.max(got, 0));
    }
    return from == limit;
  }

  private void convert(int end) {
    from = 0;
    limit = 0;
    int p = 0;
    while (p < end) {
      int size = block[p] >= 0 ? 1 : sequence(p, end);
      if (size > end - p && !ended) {
        break;
      }
      if (size == 0 || size > end - p) {
        int point = PRIVATE_USE + (block[p++] & 0xff);
        ready[limit++] = (byte) (0xF0 | point >> 18);
        ready[limit++] = (byte) (0x80 | point >> 12 & 0x3F);
        ready[limit++] = (byte) (0x80 | point >> 6 & 0x3F);
        ready[limit++] = (byte) (0x80 | point & 0x3F);
      } else {
        System.arraycopy(block, p, ready, limit, size);
        p += size;
        limit += size;
      }
    }
    kept = end - p;
    System.arraycopy(block, p, block, 0, kept);
  }

  /** Length of the sequence that begins here, as far as it can be seen; 0 when none does. */
  private int sequence(int at, int end) {
    int b = block[at] & 0xff;
    int size = b < 0xC2 || b > 0xF4 ? 0 : b < 0xE0 ? 2 : b < 0xF0 ? 3 : 4;
    for (int i = 1; i < size && at + i < end; i++) {
      int low = i > 1 ? 0x80 : b == 0xE0 ? 0xA0 : b == 0xF0 ? 0x90 : 0x80;
      int high = i > 1 ? 0xBF : b == 0xED ? 0x9F : b == 0xF4 ? 0x8F : 0xBF;
      int c = block[at + i] & 0xff;
      if (c < low || c > high) {
        return 0;
      }
    }
    return size;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
