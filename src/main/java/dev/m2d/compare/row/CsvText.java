package dev.m2d.compare.row;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A file of CSV as characters that stand for its bytes, so that what is no UTF-8 stays as it is. A
 * byte behind an escape is a character of its own, which means nothing to a parser.
 */
final class CsvText extends Reader {

  private static final char ESCAPED = '\ue000';
  private static final int[] MARK = {0xEF, 0xBB, 0xBF};

  private final InputStream in;
  private final int escape;
  private boolean hasEnded;

  /** Skips a byte order mark, which is no part of the first name. */
  CsvText(InputStream in, Optional<Character> escape) throws IOException {
    this.in = new BufferedInputStream(in, 1 << 16);
    this.escape = escape.map(c -> (int) c).orElse(-1);
    this.in.mark(MARK.length);
    for (int expected : MARK) {
      if (this.in.read() != expected) {
        this.in.reset();
        break;
      }
    }
  }

  /** A delimiter as it is read. */
  static String read(char delimiter) {
    byte[] bytes = String.valueOf(delimiter).getBytes(StandardCharsets.UTF_8);
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  /** The bytes of a cell; null when it is an escaped `N` only. */
  static byte @Nullable [] bytes(String cell) {
    if (cell.length() == 1 && cell.charAt(0) == (ESCAPED | 'N')) {
      return null;
    }
    byte[] bytes = new byte[cell.length()];
    for (int i = 0; i < bytes.length; i++) {
      char c = cell.charAt(i);
      bytes[i] = (byte) (c < ESCAPED ? c : meaning(c - ESCAPED));
    }
    return bytes;
  }

  private static int meaning(int escaped) {
    return switch (escaped) {
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'b' -> '\b';
      case 'f' -> '\f';
      default -> escaped;
    };
  }

  /** Whether all of it was read. */
  boolean hasEnded() {
    return hasEnded;
  }

  @Override
  public int read(char[] into, int offset, int length) throws IOException {
    int count = 0;
    while (count < length) {
      int c = in.read();
      if (c == escape && c >= 0) {
        int next = in.read();
        c = next < 0 ? c : ESCAPED | next;
      }
      if (c < 0) {
        hasEnded |= count == 0;
        return count == 0 ? -1 : count;
      }
      into[offset + count++] = (char) c;
    }
    return count;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
