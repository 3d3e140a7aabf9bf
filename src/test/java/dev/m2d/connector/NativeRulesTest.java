package dev.m2d.connector;

import static org.assertj.core.api.Assertions.assertThat;

import dev.m2d.connector.NativeRule.Treatment;
import dev.m2d.diagnostic.Diagnostics;
import dev.m2d.yaml.Resources;
import dev.m2d.yaml.TextFiles;
import dev.m2d.yaml.YamlMap;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The rules by which a pipeline can do without Singer. */
final class NativeRulesTest {
  private static final Path CASES = Path.of("fixtures/connectors");

  @ParameterizedTest
  @ValueSource(strings = {"tap-csv", "target-postgres"})
  void each_rule_is_right_and_shown_by_cases_that_are_recorded(String name) {
    Diagnostics sink = new Diagnostics();
    YamlMap map = Resources.find("connectors/" + name + ".yaml").orElseThrow();
    Map<String, NativeRule> rules = Connectors.parse(map, sink).orElseThrow().nativeRules();

    assertThat(sink.sorted()).isEmpty();
    assertThat(rules).isNotEmpty();
    for (NativeRule rule : rules.values()) {
      assertThat(rule.cases())
          .as(rule.setting())
          .allSatisfy(c -> assertThat(CASES.resolve(c).resolve("expected.json")).exists());
    }
  }

  @Test
  void what_is_done_otherwise_on_purpose_is_told() throws IOException {
    YamlMap map = Resources.find("connectors/tap-csv.yaml").orElseThrow();
    NativeScope scope = Connectors.parse(map, new Diagnostics()).orElseThrow().nativeScope();
    List<String> told = scope.differences().stream().flatMap(d -> d.cases().stream()).toList();
    try (Stream<Path> cases = Files.list(CASES)) {
      assertThat(cases.filter(NativeRulesTest::differs).map(c -> c.getFileName().toString()))
          .isNotEmpty()
          .containsExactlyInAnyOrderElementsOf(told);
    }
  }

  private static boolean differs(Path folder) {
    try {
      Path file = folder.resolve("case.yaml");
      return Files.exists(file) && Files.readString(file).contains("\nnative_differs:");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void a_path_that_is_a_url_is_refused() {
    YamlMap map = Resources.find("connectors/tap-csv.yaml").orElseThrow();
    Map<String, NativeRule> rules =
        Connectors.parse(map, new Diagnostics()).orElseThrow().nativeRules();
    NativeRule path = Objects.requireNonNull(rules.get("files[].path"));
    assertThat(path.treatment()).isEqualTo(Treatment.EXACT);
    assertThat(path.refused().orElseThrow().matcher("s3://bucket/a.csv").matches()).isTrue();
    assertThat(path.refused().orElseThrow().matcher("data/a.csv").matches()).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{treat: exact, cases: [a]}|needs a `setting`",
        "{setting: a, treat: maybe, cases: [a]}|a `treat` that is `exact`",
        "{setting: a, treat: exact}|and `cases`",
        "{setting: a, treat: ignored, values: [b], reason: c, cases: [a]}|Only a rule with",
        "{setting: a, treat: singer, cases: [a]}|has a `reason` where",
        "{setting: a, treat: ignored, reason: b, cases: [a]}|has a `reason` where",
        "{setting: a, treat: exact, refused: '(', reason: b, cases: [a]}|no regular expression",
        "{setting: a, treat: exact, case: a, cases: [a]}|Did you mean `cases`",
      })
  void what_is_wrong_is_told(String rule, String told, @TempDir Path folder) throws IOException {
    assertThat(messages(List.of(rule), folder)).singleElement().asString().contains(told);
  }

  @Test
  void two_rules_for_a_setting_are_told(@TempDir Path folder) throws IOException {
    String rule = "{setting: a, treat: exact, cases: [a]}";
    assertThat(messages(List.of(rule, rule), folder))
        .singleElement()
        .asString()
        .contains("has two rules");
  }

  private static List<String> messages(List<String> rules, Path folder) throws IOException {
    Path own = Files.createDirectories(folder.resolve("m2d/connectors"));
    Files.writeString(
        own.resolve("tap-own.yaml"),
        "name: tap-own\ntype: extractors\nsummary: Mine.\nnative:\n- "
            + String.join("\n- ", rules)
            + "\n");
    Diagnostics sink = new Diagnostics();
    new Connectors(new TextFiles(folder, sink));
    return sink.sorted().stream().map(d -> d.message()).toList();
  }
}
