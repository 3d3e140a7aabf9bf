package dev.m2d.compare.multiset;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The hash is the published one, and every byte counts. */
final class Hash128Test {

  @ParameterizedTest
  @CsvSource({
    "'', 0000000000000000, 0000000000000000",
    "hello, cbd8a7b341bd9b02, 5b1e906a48ae1d19",
    "The quick brown fox jumps over the lazy dog, e34bbc7bbc071b6c, 7a433ca9c49a9347"
  })
  void givesThePublishedResults(String text, String high, String low) {
    Hash128 hash = new Hash128(0);
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    hash.of(bytes, bytes.length);
    assertThat(hash.high()).isEqualTo(Long.parseUnsignedLong(high, 16));
    assertThat(hash.low()).isEqualTo(Long.parseUnsignedLong(low, 16));
  }

  @Test
  void everyByteAndTheLengthCount() {
    Hash128 hash = new Hash128(7);
    Set<Long> seen = new HashSet<>();
    for (int length = 0; length < 40; length++) {
      byte[] bytes = new byte[40];
      hash.of(bytes, length);
      assertThat(seen.add(hash.high())).isTrue();
      for (int i = 0; i < length; i++) {
        bytes[i] = 1;
        hash.of(bytes, length);
        assertThat(seen.add(hash.high())).isTrue();
        bytes[i] = 0;
      }
    }
  }
}
