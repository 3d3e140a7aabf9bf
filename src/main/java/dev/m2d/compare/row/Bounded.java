package dev.m2d.compare.row;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * Refuses rows that are too long to be held in memory, as all that follows a quote which nobody has
 * closed.
 */
final class Bounded extends FilterInputStream {

  /** The most bytes of a row: a few copies of one of each side must fit into memory. */
  static final long MOST = Math.max(1L << 20, Runtime.getRuntime().maxMemory() / 32);

  private long read;

  Bounded(InputStream in) {
    super(in);
  }

  /** A row is too long. */
  static final class TooLongException extends IOException {
    private static final long serialVersionUID = 1L;
  }

  /** What is wrong with a row that is too long. */
  static String message() {
    return "the row that begins here is longer than "
        + (MOST >> 20)
        + " MB, as when a quote is not closed; where it is meant, give Java more memory";
  }

  /** A row begins. */
  void begin() {
    read = 0;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    int got = in.read(into, offset, length);
    read += Math.max(0, got);
    if (read > MOST) {
      throw new TooLongException();
    }
    return got;
  }
}
