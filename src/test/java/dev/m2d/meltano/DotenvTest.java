package dev.m2d.meltano;

import com.fasterxml.jackson.databind.JsonNode;
import dev.m2d.testing.Answers;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** `.env` files as Meltano reads them. */
final class DotenvTest {

  @TestFactory
  Stream<DynamicTest> filesSayWhatTheySayToMeltano() {
    return Answers.tests(
        "dotenv", ask -> Dotenv.parse(ask.get("text").asText(), process(ask.path("process"))));
  }

  private static Map<String, String> process(JsonNode given) {
    Map<String, String> variables = new HashMap<>();
    given.properties().forEach(e -> variables.put(e.getKey(), e.getValue().asText()));
    return variables;
  }
}
