package dev.m2d.meltano.resolve;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class NeedlesTest {

  @Test
  void findsWordsOfEveryAlphabet() {
    Needles words = new Needles(List.of("pass", "passé", "ключ", "密钥"));
    assertThat(words.isAnyIn("bypass")).isTrue();
    assertThat(words.isAnyIn("мой ключ")).isTrue();
    assertThat(words.isAnyIn("x密钥")).isTrue();
    assertThat(words.isAnyIn("😀😀 bypass")).isTrue();
    assertThat(words.isAnyIn("😀 мой ключ")).isTrue();
    assertThat(words.isAnyIn("????")).isFalse();
    assertThat(words.isAnyIn("Pass клю 密")).isFalse();
    assertThat(words.isAnyIn("")).isFalse();
  }

  @Test
  void findsASingleCharacterAnywhere() {
    Needles words = new Needles(List.of("=", "ab"));
    assertThat(words.isAnyIn("x=")).isTrue();
    assertThat(words.isAnyIn("=")).isTrue();
    assertThat(words.isAnyIn("=é")).isTrue();
    assertThat(words.isAnyIn("a")).isFalse();
    assertThat(words.isAnyIn("ba")).isFalse();
  }
}
