package dev.m2d.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.DynamicTest;

/**
 * What the real Meltano answered, kept in src/test/resources/meltano. The answers are written by
 * src/test/python/meltano/answers.py and by nobody else.
 */
public final class Answers {
  private static final Path FOLDER = Path.of("src/test/resources/meltano");
  private static final ObjectMapper JSON = new ObjectMapper();

  /** What a mechanism of ours answers where Meltano refuses. */
  public static final Object REFUSED = JSON.createObjectNode().put("error", true);

  private Answers() {}

  /** One test for each question about the topic: our answer is Meltano's. */
  public static Stream<DynamicTest> tests(String topic, Function<JsonNode, Object> ours) {
    List<DynamicTest> tests = new ArrayList<>();
    for (JsonNode entry : read(topic + ".json")) {
      JsonNode ask = entry.get("ask");
      tests.add(
          DynamicTest.dynamicTest(
              ask.toString(),
              () ->
                  Assertions.assertEquals(
                      entry.get("answer").toString(),
                      JSON.valueToTree(ours.apply(ask)).toString(),
                      ask.toString())));
    }
    return tests.stream();
  }

  /** A JSON file of that folder. */
  public static JsonNode read(String name) {
    try {
      return JSON.readTree(FOLDER.resolve(name).toFile());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
