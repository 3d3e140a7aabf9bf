package dev.m2d.compare.row;

import java.io.Closeable;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Arrays;

/** A part of a file of CSV, in which the bytes that may end a cell are marked. */
final class CsvWindow implements Closeable {

  private static final int SIZE = 1 << 18;

  /** Read first where a place is looked up: most rows are shorter. */
  private static final int FIRST = 1 << 12;

  private final InputStream in;
  private final byte delimiter;
  private byte[] bytes = new byte[SIZE];
  private Marks marks = new Marks(SIZE);
  private int limit;
  private long before;
  private boolean ended;
  private int ahead = SIZE;
  private final LineIndex lines = new LineIndex();

  CsvWindow(Source source, byte delimiter) throws IOException {
    this.in = source.open();
    this.delimiter = delimiter;
  }

  /** The bytes; those beyond {@link #limit} say nothing. */
  byte[] bytes() {
    return bytes;
  }

  /** Which of them mean something. */
  Marks marks() {
    return marks;
  }

  /** How many there are. */
  int limit() {
    return limit;
  }

  /** How many bytes of the file stand before this part, decompressed. */
  long before() {
    return before;
  }

  /** Whether the file ends with this part. */
  boolean hasEnd() {
    return ended;
  }

  /** Goes on at a place; in a compressed file only forward. Answers where it is in this part. */
  int go(long place) throws IOException {
    if (place < before || place > before + limit) {
      if (in instanceof FileInputStream plain) {
        plain.getChannel().position(place);
      } else {
        skip(place - before - limit);
      }
      before = place;
      limit = 0;
      ended = false;
      ahead = FIRST;
    }
    return (int) (place - before);
  }

  private void skip(long count) throws IOException {
    if (count < 0) {
      throw new IllegalArgumentException("a compressed file is read forward only");
    }
    long rest = count;
    for (int got = 0; rest > 0 && got >= 0; rest -= got) {
      got = in.read(bytes, 0, (int) Math.min(rest, bytes.length));
    }
  }

  /** Reads more; what stands at `from` now stands at 0, or there is twice as much of it. */
  void fill(int from) throws IOException {
    if (from > 0) {
      System.arraycopy(bytes, from, bytes, 0, limit - from);
      before += from;
      limit -= from;
    } else if (limit == bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.multiplyExact(2, bytes.length));
      marks = new Marks(bytes.length);
    }
    int wanted = Math.min(ahead, bytes.length - limit);
    int got =
        in instanceof FileInputStream plain
            ? read(plain.getChannel(), wanted)
            : in.readNBytes(bytes, limit, wanted);
    lines.add(before + limit, bytes, limit, limit + got);
    limit += got;
    ended = got < wanted;
    ahead = Math.min(SIZE, 4 * ahead);
    Words.mark(bytes, limit, delimiter, marks);
  }

  /** A stream would take new memory for each block. */
  private int read(FileChannel channel, int wanted) throws IOException {
    ByteBuffer room = ByteBuffer.wrap(bytes, limit, wanted);
    int got = 0;
    while (room.hasRemaining() && got >= 0) {
      got = channel.read(room);
    }
    return room.position() - limit;
  }

  /** Lines of what was read so far, from the beginning of the file without a gap. */
  LineIndex lines() {
    return lines;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }

  /** One bit for each byte of a window. */
  static final class Marks {

    private final long[] delimiters;
    private final long[] quotes;
    private final long[] ends;

    /** For windows of a size that 64 divides. */
    Marks(int size) {
      // One more, so that a place right behind the window can be looked at.
      delimiters = new long[size / Long.SIZE + 1];
      quotes = new long[size / Long.SIZE + 1];
      ends = new long[size / Long.SIZE + 1];
    }

    void set(int word, long ofDelimiters, long ofQuotes, long ofEnds) {
      delimiters[word] = ofDelimiters;
      quotes[word] = ofQuotes;
      ends[word] = ofEnds;
    }

    /** Where delimiters stand. */
    long[] delimiters() {
      return delimiters;
    }

    /** The first quote from a place on, `end` when there is none before that. */
    int quote(int from, int end) {
      int word = from >>> 6;
      long rest = quotes[word] & -1L << from;
      while (rest == 0 && ++word << 6 < end) {
        rest = quotes[word];
      }
      return rest == 0 ? end : Math.min(end, (word << 6) + Long.numberOfTrailingZeros(rest));
    }

    /** The first byte that may be the end of a line, or a quote, likewise. */
    int end(int from, int end) {
      int word = from >>> 6;
      long rest = (ends[word] | quotes[word]) & -1L << from;
      while (rest == 0 && ++word << 6 < end) {
        rest = ends[word] | quotes[word];
      }
      return rest == 0 ? end : Math.min(end, (word << 6) + Long.numberOfTrailingZeros(rest));
    }

    /** The first byte that may end a cell, likewise. */
    int any(int from, int end) {
      int word = from >>> 6;
      long rest = any(word) & -1L << from;
      while (rest == 0 && ++word << 6 < end) {
        rest = any(word);
      }
      return rest == 0 ? end : Math.min(end, (word << 6) + Long.numberOfTrailingZeros(rest));
    }

    private long any(int word) {
      return delimiters[word] | ends[word] | quotes[word];
    }

    /** How many delimiters stand from a place to another one. */
    int delimiters(int from, int to) {
      int word = from >>> 6;
      int last = to >>> 6;
      long rest = delimiters[word] & -1L << from;
      int count = 0;
      while (word < last) {
        count += Long.bitCount(rest);
        rest = delimiters[++word];
      }
      return count + Long.bitCount(rest & ~(-1L << to));
    }
  }
}
