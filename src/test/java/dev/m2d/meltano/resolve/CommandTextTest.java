package dev.m2d.meltano.resolve;

import dev.m2d.testing.Answers;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Arguments of commands and intervals of schedules, as Meltano takes them. */
final class CommandTextTest {

  @TestFactory
  Stream<DynamicTest> commandsAreSplitAsMeltanoSplitsThem() {
    return Answers.tests(
        "shlex",
        ask -> {
          try {
            return Shlex.split(ask.asText());
          } catch (ResolveError e) {
            return Answers.REFUSED;
          }
        });
  }

  @TestFactory
  Stream<DynamicTest> intervalsAreTheCronTextOfMeltano() {
    return Answers.tests("cron", ask -> Cron.of(ask.asText()).orElse(null));
  }
}
