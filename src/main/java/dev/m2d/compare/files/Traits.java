package dev.m2d.compare.files;

import dev.m2d.compare.row.Dialect;
import dev.m2d.compare.row.DialectGuess;
import dev.m2d.compare.row.Source;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** How a file is written, as far as its beginning shows it. */
final class Traits {

  /** It is compared and not shown: a file without a header begins with data. */
  static final String FIRST_LINE = "the first line";

  private static final int SAMPLE = 1 << 16;

  /** For each trait, in words, what it is in this file. */
  static Map<String, String> of(Source source) throws IOException {
    byte[] start;
    try (InputStream in = source.open()) {
      start = in.readNBytes(SAMPLE);
    }
    boolean hasMark =
        start.length >= 3
            && (start[0] & 0xff) == 0xef
            && (start[1] & 0xff) == 0xbb
            && (start[2] & 0xff) == 0xbf;
    Map<String, String> traits = new LinkedHashMap<>();
    traits.put("the compression", source.isCompressed() ? "gzip" : "none");
    traits.put("the encoding", encoding(start));
    traits.put("the byte order mark", hasMark ? "there" : "not there");
    traits.put("the line ends", lineEnds(start));
    if (LogicalName.isWrittenRows(source.name()) && !LogicalName.isJson(source.name())) {
      Dialect dialect = DialectGuess.ANY.of(source);
      traits.put("the delimiter", Dialect.shown(Optional.of(dialect.delimiter())));
      traits.put("the quote", Dialect.shown(dialect.quote()));
      traits.put("the escape", Dialect.shown(dialect.escape()));
      traits.put(FIRST_LINE, header(start, hasMark));
    }
    return traits;
  }

  /** Cut before its last bytes, which may be the half of a character. */
  private static String encoding(byte[] start) {
    int length = start.length < SAMPLE ? start.length : start.length - 4;
    while (length > 0 && length < start.length && (start[length] & 0xc0) == 0x80) {
      length--;
    }
    try {
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(start, 0, length));
      return "UTF-8";
    } catch (CharacterCodingException e) {
      return "another than UTF-8";
    }
  }

  private static String lineEnds(byte[] start) {
    int crlf = 0;
    int lf = 0;
    for (int i = 0; i < start.length; i++) {
      if (start[i] == '\n') {
        if (i > 0 && start[i - 1] == '\r') {
          crlf++;
        } else {
          lf++;
        }
      }
    }
    return crlf == 0 ? lf == 0 ? "none" : "LF" : lf == 0 ? "CRLF" : "both LF and CRLF";
  }

  private static String header(byte[] start, boolean hasMark) {
    String text = new String(start, StandardCharsets.UTF_8);
    String first = text.lines().findFirst().orElse("");
    return hasMark ? first.substring(1) : first;
  }

  private Traits() {}
}
