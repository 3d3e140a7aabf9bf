package dev.m2d.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TimeZone;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * Every folder of fixtures/projects is a promise: its input becomes its expected tree and its
 * expected diagnostics. {@code -Dm2d.approve=true} rewrites the promises, and fails.
 */
@Execution(ExecutionMode.SAME_THREAD)
final class FixtureTests {
  @TestFactory
  Stream<DynamicContainer> everyProjectKeepsItsPromises() throws IOException {
    return FixtureCase.all().stream()
        .map(
            fixture ->
                dynamicContainer(
                    fixture.name(),
                    fixture.isReadable() ? readable(fixture) : unreadable(fixture)));
  }

  @Test
  void thereAreEnoughProjects() throws IOException {
    assertThat(FixtureCase.all().stream().filter(FixtureCase::isReadable).count())
        .isGreaterThanOrEqualTo(10);
  }

  private static Stream<DynamicTest> readable(FixtureCase fixture) {
    FixtureRun run = new FixtureRun(fixture);
    return Stream.of(
        dynamicTest("the tree is the expected one", () -> expectedTree(fixture, run)),
        dynamicTest("the diagnostics are the expected ones", () -> expectedDiagnostics(fixture)),
        dynamicTest("locale and time zone change nothing", () -> isDeterministic(fixture, run)),
        dynamicTest("line ends of Windows change nothing", () -> ignoresLineEnds(fixture, run)),
        dynamicTest(
            "a second run writes nothing",
            () -> {
              assertThat(run.get().second().err()).contains("Nothing to change");
              assertThat(run.get().stampsAfter()).isEqualTo(run.get().stampsBefore());
            }),
        dynamicTest("a comment in every file is kept", () -> keepsComments(fixture)),
        dynamicTest(
            "a dry run lists what a run writes",
            () -> assertThat(run.get().told()).isEqualTo(run.get().paths())),
        dynamicTest(
            "every file is in the manifest",
            () -> assertThat(run.get().manifest()).isEqualTo(run.get().paths())));
  }

  private static Stream<DynamicTest> unreadable(FixtureCase fixture) {
    return Stream.of(
        dynamicTest("the diagnostics are the expected ones", () -> expectedDiagnostics(fixture)),
        dynamicTest(
            "nothing is written",
            () -> {
              try (Workplace place = new Workplace(fixture)) {
                Workplace.Outcome outcome = place.generate();
                assertThat(outcome.status()).isEqualTo(1);
                assertThat(place.output()).doesNotExist();
              }
            }));
  }

  private static void expectedTree(FixtureCase fixture, FixtureRun run) throws IOException {
    Map<String, String> actual = withoutCopies(run.get().files());
    if (FixtureCase.approves()) {
      fixture.approve(actual);
    }
    Map<String, String> expected = Workplace.files(fixture.expected());
    assertThat(actual.keySet()).as("files").containsExactlyElementsOf(expected.keySet());
    expected.forEach((path, text) -> assertThat(actual.get(path)).as(path).isEqualTo(text));
    assertThat(FixtureCase.approves()).as("approving").isFalse();
  }

  /** Checks and leaves out what is copied from templates/. */
  private static Map<String, String> withoutCopies(Map<String, String> files) throws IOException {
    Map<String, String> rest = new TreeMap<>();
    for (Map.Entry<String, String> file : files.entrySet()) {
      Path template = Path.of("templates", file.getKey());
      if (Files.exists(template)) {
        assertThat(file.getValue()).as(file.getKey()).isEqualTo(Files.readString(template));
      } else {
        rest.put(file.getKey(), file.getValue());
      }
    }
    return rest;
  }

  private static void expectedDiagnostics(FixtureCase fixture) throws IOException {
    try (Workplace place = new Workplace(fixture)) {
      String actual = place.diagnostics();
      if (FixtureCase.approves()) {
        fixture.approveDiagnostics(actual);
      }
      assertThat(actual).isEqualTo(fixture.diagnostics());
      assertThat(FixtureCase.approves()).as("approving").isFalse();
    }
  }

  private static void isDeterministic(FixtureCase fixture, FixtureRun run) throws IOException {
    Locale locale = Locale.getDefault();
    TimeZone zone = TimeZone.getDefault();
    try (Workplace place = new Workplace(fixture)) {
      Locale.setDefault(Locale.forLanguageTag("tr-TR"));
      TimeZone.setDefault(TimeZone.getTimeZone("Pacific/Kiritimati"));
      assertThat(place.render()).isEqualTo(run.get().files());
    } finally {
      Locale.setDefault(locale);
      TimeZone.setDefault(zone);
    }
  }

  /** First nothing changes, then every file that is ours. */
  private static void keepsComments(FixtureCase fixture) throws IOException {
    try (Workplace place = new Workplace(fixture)) {
      place.generateWell();
      Map<String, String> before = place.withComments();
      assertThat(place.generateWell().err()).contains("Nothing to change");
      assertThat(Workplace.files(place.output())).isEqualTo(before);
      Map<String, String> older = place.pretendOlderText();
      place.generateWell();
      Map<String, String> after = Workplace.files(place.output());
      assertThat(older).isNotEmpty();
      older.forEach(
          (path, text) -> {
            assertThat(lines(after, path, false)).as(path).isEqualTo(lines(before, path, false));
            assertThat(lines(after, path, true)).as(path).isEqualTo(lines(before, path, true));
          });
    }
  }

  /** Where the user and m2d both add lines at the end, either may come first. */
  private static List<String> lines(Map<String, String> files, String path, boolean comments) {
    String text = Optional.ofNullable(files.get(path)).orElseThrow();
    return text.lines().filter(line -> line.startsWith("# mine, ") == comments).toList();
  }

  private static void ignoresLineEnds(FixtureCase fixture, FixtureRun run) throws IOException {
    try (Workplace windows = new Workplace(fixture)) {
      windows.useLineEndsOfWindows();
      assertThat(windows.render()).isEqualTo(run.get().files());
    }
  }
}
