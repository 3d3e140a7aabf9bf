package dev.m2d.naming;

import dev.m2d.testing.Answers;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Patterns match what they match in Python. */
final class FnmatchTest {

  @TestFactory
  Stream<DynamicTest> patternsMatchWhatTheyMatchInMeltano() {
    return Answers.tests(
        "fnmatch", ask -> Fnmatch.matches(ask.get("text").asText(), ask.get("pattern").asText()));
  }
}
