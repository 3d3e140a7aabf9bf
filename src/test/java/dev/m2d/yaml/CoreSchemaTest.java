package dev.m2d.yaml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class CoreSchemaTest {

  @ParameterizedTest
  @ValueSource(strings = {"_", "-", "+", "yes", "12:30:45"})
  void what_only_looks_like_a_number_is_text(String text) {
    assertThat(CoreSchema.resolve(text)).isEqualTo(new Value.Text(text));
  }

  @ParameterizedTest
  @ValueSource(strings = {"0b_", "0x_", "0o_", "-0b_", "._", "-._", "+.__", "-_"})
  void a_number_without_a_digit_is_refused_as_by_meltano(String text) {
    assertThatThrownBy(() -> CoreSchema.resolve(text)).isInstanceOf(NumberFormatException.class);
  }

  @ParameterizedTest
  @CsvSource({
    "0777, 777",
    "0o17, 15",
    "0x1F, 31",
    "0b11, 3",
    "1_000, 1000",
    "1e3, 1000.0",
    "._5, 0.5",
    "-.inf, -inf",
    "True, True",
    "2024-1-2T3:04:05Z, 2024-01-02 03:04:05+00:00"
  })
  void values_are_those_of_meltano(String text, String python) {
    assertThat(PythonText.str(CoreSchema.resolve(text))).isEqualTo(python);
  }
}
