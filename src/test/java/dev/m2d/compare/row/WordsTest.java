package dev.m2d.compare.row;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Eight bytes at once are what they are one by one. */
final class WordsTest {

  @ParameterizedTest
  @ValueSource(chars = {',', ';', '\t', '|', ' ', '\b', 'a', '\u007f', '\u0001'})
  void everyByteIsSeenForItself(char delimiter) {
    Random random = new Random(delimiter);
    byte[] bytes = new byte[1 << 12];
    for (int round = 0; round < 50; round++) {
      random.nextBytes(bytes);
      for (int i = 0; i < bytes.length; i += 1 + random.nextInt(4)) {
        bytes[i] = (byte) "\n\r\",\b\u000f\u0010\u0007!#".charAt(random.nextInt(10));
        bytes[random.nextInt(bytes.length)] = (byte) delimiter;
      }
      int limit = random.nextInt(bytes.length);
      CsvWindow.Marks marks = new CsvWindow.Marks(bytes.length);
      Words.mark(bytes, limit, (byte) delimiter, marks);
      int lines = 0;
      for (int p = 0; p < limit; p++) {
        byte b = bytes[p];
        boolean isControl = b >= 8 && b < 16 && b != delimiter;
        assertThat(marks.any(p, p + 1) == p)
            .as("byte %s", b)
            .isEqualTo(b == delimiter || b == '"' || isControl);
        assertThat(marks.end(p, p + 1) == p).as("byte %s", b).isEqualTo(b == '"' || isControl);
        assertThat(marks.quote(p, p + 1) == p).as("byte %s", b).isEqualTo(b == '"');
        assertThat(marks.delimiters(p, p + 1)).as("byte %s", b).isEqualTo(b == delimiter ? 1 : 0);
        lines += b == '\n' ? 1 : 0;
      }
      assertThat(Words.count(bytes, 0, limit, (byte) '\n')).isEqualTo(lines);
      int from = random.nextInt(limit + 1);
      assertThat(marks.delimiters(0, from) + marks.delimiters(from, limit))
          .isEqualTo(Words.count(bytes, 0, limit, (byte) delimiter));
      assertThat(marks.quote(from, limit)).isEqualTo(first(bytes, from, limit, "\""));
      assertThat(
              Words.count(bytes, 0, from, (byte) '\n')
                  + Words.count(bytes, from, limit, (byte) '\n'))
          .isEqualTo(lines);
    }
  }

  private static int first(byte[] bytes, int from, int end, String wanted) {
    int p = from;
    while (p < end && wanted.indexOf(bytes[p]) < 0) {
      p++;
    }
    return p;
  }
}
