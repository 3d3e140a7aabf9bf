package dev.m2d.compare.row;

import java.io.EOFException;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * A file that rows are read from.
 *
 * @param path where it is
 * @param name as it is shown
 */
public record Source(Path path, String name) {

  private static final int BUFFER = 1 << 16;

  /** Byte order marks of UTF-16. */
  private static final int LITTLE_ENDIAN = 0xFFFE;

  private static final int BIG_ENDIAN = 0xFEFF;

  /** Whether it is compressed with gzip, by its first two bytes. */
  public boolean isCompressed() throws IOException {
    try (InputStream in = Files.newInputStream(path)) {
      return in.read() == 0x1f && in.read() == 0x8b;
    }
  }

  /** Its content, decompressed. */
  public InputStream open() throws IOException {
    InputStream in = new FileInputStream(path.toFile());
    try {
      return isCompressed() ? new Whole(new GZIPInputStream(in, BUFFER)) : in;
    } catch (EOFException | ZipException e) {
      in.close();
      throw damaged();
    }
  }

  private BadRowsException damaged() {
    return new BadRowsException(name, 1, 1, "the compressed file is cut off or damaged")
        .remedy("Write or copy it again as a whole.");
  }

  /** Text of two bytes a character looks like rows with names that nobody wrote. */
  void refuseUtf16() throws IOException {
    try (InputStream in = open()) {
      int mark = in.read() << 8 | in.read();
      if (mark == LITTLE_ENDIAN || mark == BIG_ENDIAN) {
        throw new BadRowsException(name, 1, 1, "the file is UTF-16, as its byte order mark says")
            .remedy("Convert it to UTF-8: `iconv -f UTF-16 -t UTF-8 FILE > NEW`.");
      }
    }
  }

  /** The error for a place in it, which is turned into a line. */
  BadRowsException bad(long place, String message) throws IOException {
    try (InputStream in = open()) {
      LineCounter counter = new LineCounter(in);
      return new BadRowsException(name, counter.lineOf(place), 1, message);
    }
  }

  /** Gives a damaged archive an error that names the file. */
  private final class Whole extends InputStream {

    private final InputStream in;

    Whole(InputStream in) {
      this.in = in;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      try {
        return in.read(into, offset, length);
      } catch (EOFException | ZipException e) {
        throw damaged();
      }
    }

    @Override
    public void close() throws IOException {
      in.close();
    }
  }
}
