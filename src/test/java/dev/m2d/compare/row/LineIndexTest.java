package dev.m2d.compare.row;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

/** Lines near a place, however the file was read. */
final class LineIndexTest {

  @Test
  void everyPlaceHasItsLinesBefore() {
    Random random = new Random(7);
    byte[] bytes = new byte[1 << 20];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) (random.nextInt(9) == 0 ? '\n' : 'x');
    }
    LineIndex index = new LineIndex();
    int read = 0;
    while (read < bytes.length) {
      int to = Math.min(bytes.length, read + 1 + random.nextInt(1 << 16));
      index.add(read, bytes, read, to);
      read = to;
    }
    for (int i = 0; i < 1000; i++) {
      int place = random.nextInt(bytes.length);
      long near = index.near(place);
      assertThat(near).isBetween(place - (1L << 14), (long) place);
      assertThat(index.before(near)).isEqualTo(Words.count(bytes, 0, (int) near, (byte) '\n'));
    }
  }

  @Test
  void aLongFileTakesNoMoreMemory() {
    byte[] block = new byte[1 << 18];
    for (int i = 0; i < block.length; i += 64) {
      block[i] = '\n';
    }
    LineIndex index = new LineIndex();
    int blocks = 10_000;
    for (long i = 0; i < blocks; i++) {
      index.add(i * block.length, block, 0, block.length);
    }
    long end = (long) blocks * block.length;
    for (long place = 0; place < end; place += end / 97) {
      long near = index.near(place);
      assertThat(place - near).isBetween(0L, 1L << 16);
      assertThat(index.before(near)).isEqualTo(near / 64);
    }
  }

  @Test
  void aGapMeansThatNothingIsKnown() {
    byte[] block = "a\nb\n".repeat(10_000).getBytes(java.nio.charset.StandardCharsets.US_ASCII);
    LineIndex index = new LineIndex();
    index.add(0, block, 0, block.length);
    index.add(block.length + 1L, block, 0, block.length);
    assertThat(index.near(2L * block.length)).isZero();
    assertThat(index.before(0)).isZero();
  }
}
