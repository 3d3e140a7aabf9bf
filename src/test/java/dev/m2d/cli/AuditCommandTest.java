package dev.m2d.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class AuditCommandTest {

  /** The fixtures that can be read. */
  static List<String> fixtures() throws IOException {
    try (Stream<Path> list = Files.list(Cli.FIXTURES)) {
      return list.map(p -> p.getFileName().toString())
          .filter(n -> !List.of("broken", "broken-parts", "empty").contains(n))
          .sorted()
          .toList();
    }
  }

  private static final List<String> VERDICTS =
      List.of("notNeeded", "converted", "different", "decision", "unsupported");

  static JsonNode json(String text) throws IOException {
    return new ObjectMapper().readTree(text);
  }

  @ParameterizedTest
  @MethodSource("fixtures")
  void the_json_has_the_shape_of_its_schema(String fixture) throws Exception {
    Schema schema =
        SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
            .getSchema(Files.readString(Path.of("generator/schema/audit.schema.json")));
    Cli.Result result = Cli.run("audit", Cli.fixture(fixture), "--format", "json");

    assertThat(result.status()).isZero();
    List<Error> errors = schema.validate(result.out(), InputFormat.JSON);
    assertThat(errors).isEmpty();
    nodesAreThoseCounted(json(result.out()));
  }

  private static void nodesAreThoseCounted(JsonNode audit) {
    JsonNode summary = audit.path("summary");
    JsonNode keys = summary.path(summary.size() - 1);
    assertThat(keys.path("what").asText()).isEqualTo("keys");
    assertThat(audit.path("nodes")).hasSize(keys.path("total").intValue());
    Map<String, Integer> states = new HashMap<>();
    audit.path("nodes").forEach(n -> states.merge(n.path("state").asText(), 1, Integer::sum));
    Map<String, String> verdicts =
        Map.of(
            "used", "converted",
            "different", "different",
            "decision", "decision",
            "unsupported", "unsupported",
            "ignored", "notNeeded");
    for (Map.Entry<String, String> pair : verdicts.entrySet()) {
      assertThat(states.getOrDefault(pair.getKey(), 0))
          .isEqualTo(keys.path(pair.getValue()).path("count").intValue());
    }
  }

  @ParameterizedTest
  @MethodSource("fixtures")
  void the_text_fits_100_columns(String fixture) {
    Cli.Result result = Cli.run("audit", Cli.fixture(fixture));

    assertThat(result.status()).isZero();
    assertThat(result.err()).isEmpty();
    assertThat(result.out().lines())
        .hasSizeGreaterThan(8)
        .allSatisfy(l -> assertThat(l.length()).isLessThanOrEqualTo(100));
  }

  @ParameterizedTest
  @MethodSource("fixtures")
  void the_markdown_has_rows_as_wide_as_their_table(String fixture) {
    Cli.Result result = Cli.run("audit", Cli.fixture(fixture), "--format", "markdown");

    assertThat(result.status()).isZero();
    int columns = 0;
    for (String line : result.out().lines().toList()) {
      if (line.startsWith("|")) {
        int here = line.replaceAll("\\\\.", "").split("\\|", -1).length;
        columns = columns == 0 ? here : columns;
        assertThat(here).as(line).isEqualTo(columns);
      } else {
        columns = 0;
      }
    }
  }

  @Test
  void it_tells_what_becomes_of_each_part() {
    String text = Cli.run("audit", Cli.fixture("quickbooks-jobs")).out();

    assertThat(text)
        .contains("  environments  dev (default), prod\n")
        .contains("tap-csv (3 streams)", "tap-csv-items (from tap-csv; 1 stream)")
        .contains("      =  tap_csv_items__target_postgres, 1 asset: ")
        .contains("      =  daily: 0 6 * * * UTC, job daily\n")
        .contains("in transform: 7 models")
        .contains("To do by hand\n")
        .contains("$ python -m dagster_project.dbt prepare\n")
        // Its taps have no capability `state`: no bookmark is ever handed to them.
        .doesNotContain("singer state import");
  }

  @Test
  void the_counts_are_those_of_the_parts() throws Exception {
    JsonNode audit = json(Cli.run("audit", Cli.fixture("schedules"), "--format", "json").out());

    for (JsonNode row : audit.path("summary")) {
      if (row.path("what").asText().equals("keys")) {
        continue;
      }
      int sum = 0;
      for (String verdict : VERDICTS) {
        JsonNode count = row.path(verdict).path("count");
        sum += count.intValue();
        assertThat(count.intValue()).isEqualTo(counted(audit, row.path("what").asText(), verdict));
      }
      assertThat(row.path("total").intValue()).isEqualTo(sum);
    }
  }

  private static int counted(JsonNode audit, String what, String verdict) {
    int count = 0;
    for (JsonNode part : audit.path(what.equals("plugins") ? "plugins" : "units")) {
      boolean isOfKind = what.equals("plugins") || what.equals(part.path("kind").asText() + "s");
      count += isOfKind && part.path("verdict").asText().equals(verdict) ? 1 : 0;
    }
    return count;
  }

  @Test
  void what_cannot_be_converted_is_named_with_its_reason_and_place() {
    String text = Cli.run("audit", Cli.fixture("schedules")).out();

    assertThat(text.replaceAll("\\s+", " "))
        .containsPattern("Schedule `\\S+` never runs by itself in Meltano \\(interval `@once`\\)")
        .containsPattern("\\(meltano\\.yml:\\d+:\\d+ M2D508\\)");
  }

  @ParameterizedTest
  @CsvSource({
    "secrets, error, 0",
    "secrets, warning, 8",
    "secrets, note, 8",
    "quickbooks-jobs, warning, 0",
    "quickbooks-jobs, note, 8",
    "quickbooks-jobs, unsupported, 0",
    "schedules, unsupported, 8",
    "schedules, difference, 8"
  })
  void fail_on_turns_findings_into_status_8(String fixture, String level, int status) {
    Cli.Result result = Cli.run("audit", Cli.fixture(fixture), "--fail-on", level);

    assertThat(result.status()).isEqualTo(status);
    assertThat(result.out()).contains("  findings      ");
  }

  @Test
  void it_uses_the_names_that_an_earlier_run_gave_and_writes_nothing() throws Exception {
    Map<String, String> before = Cli.snapshot(Cli.fixture("odd-names"));
    Cli.run("audit", Cli.fixture("odd-names"));

    assertThat(Cli.snapshot(Cli.fixture("odd-names"))).isEqualTo(before);
  }

  @Test
  void a_broken_project_is_status_1_with_nothing_on_standard_output() {
    Cli.Result result = Cli.run("audit", Cli.fixture("broken"));

    assertThat(result.status()).isEqualTo(1);
    assertThat(result.out()).isEmpty();
    assertThat(result.err()).contains("error[M2D", "-->", "the project cannot be read");
  }

  @Test
  void a_variable_is_shown_where_it_stands_and_not_asked_for_where_a_parent_has_it(
      @TempDir Path folder) throws IOException {
    Files.writeString(
        folder.resolve("meltano.yml"),
        """
        env: {TAP_X_TOKEN: $OUTER}
        plugins:
          extractors:
          - name: tap-x
            namespace: tap_x
            settings: [{name: token, kind: password}, {name: key, kind: password}]
            config:
              files:
              - path: ${FIRST}
              - path: a
              - path: $SECOND
          - {name: tap-y, inherit_from: tap-x}
          loaders: [{name: target-z, namespace: target_z}]
        jobs: [{name: j, tasks: [tap-y target-z]}]
        """);

    String report = Cli.run("audit", folder).out();

    assertThat(report)
        .contains("- FIRST (meltano.yml:9:15)", "- SECOND (meltano.yml:11:15)", "TAP_Y_KEY")
        .doesNotContain("TAP_Y_TOKEN");
  }

  @Test
  void annotations_are_not_dropped_without_a_word(@TempDir Path folder) throws IOException {
    Files.writeString(
        folder.resolve("meltano.yml"),
        """
        annotations: {acme: {owner: a}}
        environments: [{name: dev, annotations: {acme: {owner: b}}}]
        plugins:
          extractors: [{name: tap-x, namespace: tap_x, annotations: {acme: {owner: c}}}]
        """);

    String report = Cli.run("audit", folder).out().replaceAll("\\s+", " ");

    assertThat(report.split("The annotations here are notes for other tools", -1)).hasSize(4);
  }
}
