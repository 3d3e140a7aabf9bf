package dev.m2d.meltano.resolve;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.m2d.testing.Answers;
import dev.m2d.yaml.Value;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** References to variables become what they become in Meltano. */
final class ExpansionTest {

  @TestFactory
  Stream<DynamicTest> textsBecomeWhatTheyBecomeInMeltano() {
    return Answers.tests("expansion", ExpansionTest::expanded);
  }

  @ParameterizedTest
  @CsvSource({"$A-${b}, 'A,b'", "\\$A, ''", "$a, ''", "$A$A, A", "${A_1}x$B1, 'A_1,B1'"})
  void referencesAreNamedInOrder(String text, String names) {
    assertThat(String.join(",", Expansion.references(new Value.Text(text)))).isEqualTo(names);
  }

  private static Object expanded(JsonNode ask) {
    Map<String, String> variables = new HashMap<>();
    ask.get("variables")
        .properties()
        .forEach(e -> variables.put(e.getKey(), e.getValue().asText()));
    try {
      return Expansion.text(ask.get("text").asText(), variables, ask.path("strict").asBoolean());
    } catch (Expansion.Undefined e) {
      return Answers.REFUSED;
    }
  }
}
