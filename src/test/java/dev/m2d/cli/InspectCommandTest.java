package dev.m2d.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.m2d.testing.Approved;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class InspectCommandTest {

  private static final Path APPROVED = Path.of("fixtures/inspect");
  private static final Pattern PLACE = Pattern.compile("[^:]+:[1-9]\\d*:[1-9]\\d*");

  @ParameterizedTest
  @ValueSource(strings = {"quickbooks-jobs", "inheritance", "secrets"})
  void tree_of_a_fixture(String name) throws IOException {
    Cli.Result run = Cli.run("inspect", Cli.fixture(name), "--now", "2026-01-31T06:00:00");
    assertThat(run.status()).isZero();
    assertThat(run.out().lines()).allSatisfy(l -> assertThat(l.length()).isLessThanOrEqualTo(100));
    Approved.check(APPROVED.resolve(name + ".txt"), run.out());
  }

  @Test
  void tree_of_a_project_with_everything() throws IOException {
    Cli.Result run = Cli.run("inspect", BadInput.PROJECT, "--now", "2026-01-31T06:00:00");
    Approved.check(APPROVED.resolve("shop.txt"), run.out());
  }

  @ParameterizedTest
  @CsvSource({"quickbooks-jobs,--json", "quickbooks-jobs,--", "broken-parts,--json"})
  void an_environment_that_there_is_not(String name, String form) {
    Cli.Result run = Cli.run("inspect", "-e", "nope", form, Cli.fixture(name));
    assertThat(run.status()).isEqualTo(ExitCode.USAGE);
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).contains("the project has no environment `nope`");
  }

  @Test
  void json_tells_the_place_of_each_value() throws IOException {
    JsonNode document = json(BadInput.PROJECT);
    JsonNode origins = document.get("origins");
    assertThat(origins.get("/resolved/0/plugins/extractors~1tap-shop/settings/page_size"))
        .hasToString(
            "{\"layer\":\"dotenv\",\"at\":\".env:4:1\",\"variable\":\"TAP_SHOP_PAGE_SIZE\"}");
    assertThat(origins.get("/resolved/1/plugins/extractors~1tap-shop/settings/auth.method"))
        .hasToString("{\"layer\":\"meltano_environment\",\"at\":\"meltano.yml:20:48\"}");
    assertThat(origins.get("/resolved/0/plugins/extractors~1tap-shop--eu/settings/streams"))
        .hasToString(
            "{\"layer\":\"meltano_yml\",\"at\":\"meltano.yml:33:103\",\"plugin\":\"tap-shop\"}");
    assertThat(origins.properties())
        .allSatisfy(
            e -> {
              assertThat(document.at(e.getKey()).isMissingNode()).as(e.getKey()).isFalse();
              JsonNode at = e.getValue().get("at");
              assertThat(at == null || PLACE.matcher(at.asText()).matches()).isTrue();
            });
  }

  @Test
  void json_has_the_findings() throws IOException {
    JsonNode findings = json(Cli.fixture("broken-parts")).get("diagnostics");
    assertThat(findings).isNotEmpty();
    assertThat(findings).allSatisfy(f -> assertThat(f.get("at").asText()).containsPattern(PLACE));
  }

  @ParameterizedTest
  @CsvSource({
    "bracket, 'plugins: ['",
    "empty, ''",
    "null, 'null'",
    "list, '- a'",
    "type, 'plugins: {models: [{name: a}]}'",
    "job key, 'jobs: [{name: a, tasks: [], env: {}}]'",
    "schedule, 'schedules: [{name: a, interval: \"@daily\"}]'",
    "include, 'include_paths: [\"../*.yml\"]'"
  })
  void a_project_that_cannot_be_loaded_has_a_fatal_document(
      String name, String text, @TempDir Path top) throws IOException {
    Path project = Files.createDirectory(top.resolve("p"));
    Files.writeString(top.resolve("other.yml"), "a: 1\n");
    Files.writeString(project.resolve("meltano.yml"), text + "\n");
    Cli.Result run = Cli.run("inspect", "--json", project);
    JsonNode document = new ObjectMapper().readTree(run.out());
    assertThat(run.status()).as(name).isEqualTo(ExitCode.UNREADABLE);
    assertThat(document.get("ok").asBoolean()).isFalse();
    assertThat(document.get("fatal").get("where")).isNull();
    assertThat(document.get("fatal").get("message").asText()).isNotEmpty();
    assertThat(document.get("errors")).hasSize(1);
    assertThat(document.get("resolved")).isNull();
  }

  @Test
  void a_folder_without_a_project_has_a_fatal_document(@TempDir Path top) throws IOException {
    Cli.Result run = Cli.run("inspect", "--json", top);
    assertThat(run.status()).isEqualTo(ExitCode.UNREADABLE);
    assertThat(new ObjectMapper().readTree(run.out()).get("fatal").isObject()).isTrue();
  }

  @Test
  void secrets_of_all_parts_are_masked_unless_asked_for(@TempDir Path top) throws IOException {
    Path project = Cli.copy("secrets", top.resolve("secrets"));
    Map<Boolean, List<String>> out =
        Map.of(
            false,
            List.of(Cli.run("inspect", project).out(), Cli.run("inspect", "--json", project).out()),
            true,
            List.of(
                Cli.run("inspect", "--unsafe", project).out(),
                Cli.run("inspect", "--json", "--unsafe", project).out()));
    assertThat(out.get(false)).allSatisfy(t -> assertThat(t).contains("(redacted)"));
    assertThat(out.get(true)).allSatisfy(t -> assertThat(t).doesNotContain("(redacted)"));
  }

  @Test
  void another_env_file_is_named_as_the_place(@TempDir Path top) throws IOException {
    Path project = Cli.copy("quickbooks-jobs", top.resolve("p"));
    Path env = project.resolve("other.env");
    Files.writeString(env, "# other\nTARGET_POSTGRES_HOST=elsewhere\n");
    Cli.Result run = Cli.run("inspect", project, "--env-file", env);
    assertThat(run.out()).contains("host = \"elsewhere\"", "other.env:2:1, TARGET_POSTGRES_HOST");
  }

  private static JsonNode json(Path project) throws IOException {
    return new ObjectMapper().readTree(Cli.run("inspect", "--json", project).out());
  }
}
