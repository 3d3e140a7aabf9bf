package dev.m2d.meltano.resolve;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class VariableNamesTest {

  @Test
  void whatIsNeitherLetterNorDigitIsAnUnderscore() {
    assertThat(VariableNames.of("tap-x", "api.url")).isEqualTo("TAP_X_API_URL");
    assertThat(VariableNames.of("tap-Z", "a_0{9`@[/:")).isEqualTo("TAP_Z_A_0_9_____");
    assertThat(VariableNames.of("", "key")).isEqualTo("KEY");
    assertThat(VariableNames.of("tap", "")).isEqualTo("TAP");
  }

  @Test
  void eachCharacterOutsideOfAsciiIsOne() {
    assertThat(VariableNames.of("tap-é", "ключ")).isEqualTo("TAP_______");
    assertThat(VariableNames.of("tap", "a😀b")).isEqualTo("TAP_A_B");
  }

  @Test
  void everyPrefixGoesWithEveryName() {
    assertThat(VariableNames.all(List.of("TAP_X", "X", ""), List.of("a.b", "a_b", "c")))
        .containsExactly("TAP_X_A_B", "X_A_B", "A_B", "TAP_X_C", "X_C", "C");
  }
}
