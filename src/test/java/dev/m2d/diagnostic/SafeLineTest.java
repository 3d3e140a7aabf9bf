package dev.m2d.diagnostic;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class SafeLineTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "  password: hunter2           | '  password: ***'",
        "  - api_key: 'abc'            | '  - api_key: ***'",
        "  TARGET_DB_PASSWORD: x y     | '  TARGET_DB_PASSWORD: ***'",
        "  password: $DB_PASSWORD      | '  password: $DB_PASSWORD'",
        "  url: pg://me:pw@host/db     | '  url: pg://***@host/db'",
        "  name: tap-token             | '  name: tap-token'",
        "  host: localhost             | '  host: localhost'"
      })
  void telling_keys_and_urls_hide_their_values(String line, String shown) {
    String text = "  " + line.strip();
    assertThat(new SafeLine(List.of(), UnaryOperator.identity()).show("f", 1, text))
        .isEqualTo(shown);
  }

  @Test
  void the_given_places_are_hidden_over_several_lines() {
    SafeLine safe = new SafeLine(List.of(new Span("f", 2, 6, 4, 3)), UnaryOperator.identity());

    assertThat(safe.show("f", 1, "abcdefgh")).isEqualTo("abcdefgh");
    assertThat(safe.show("f", 2, "abcdefgh")).isEqualTo("abcde***");
    assertThat(safe.show("f", 3, "abcdefgh")).isEqualTo("***");
    assertThat(safe.show("g", 3, "abcdefgh")).isEqualTo("abcdefgh");
  }

  @Test
  void nothing_steers_the_terminal() {
    assertThat(new SafeLine(List.of(), UnaryOperator.identity()).show("f", 1, "a\u001b[31mb\tc"))
        .isEqualTo("a [31mb c");
  }
}
