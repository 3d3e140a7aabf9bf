package dev.m2d.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** `m2d diff`: what it is compared with, its forms, and what it refuses. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class DiffCommandTest {

  private static final Path SHOP = Path.of("fixtures/diff/project");
  private static final int COMMENT = 65_536;

  @TempDir private static Path once;
  @TempDir private Path temporary;
  private Path project;

  @BeforeAll
  static void generate() throws IOException {
    Path made = DiffFixturesTest.copy(SHOP, once.resolve("shop"));
    assertThat(Cli.run("generate", made).status()).isZero();
  }

  @BeforeEach
  void project(TestInfo test) throws IOException {
    project = DiffFixturesTest.copy(once.resolve("shop"), temporary.resolve("new/shop"));
  }

  private void edit(Path folder, String old, String text) throws IOException {
    Path file = folder.resolve("meltano.yml");
    String before = Files.readString(file);
    assertThat(before).contains(old);
    Files.writeString(file, before.replace(old, text));
  }

  @Test
  void a_project_that_was_never_generated_is_all_new() throws Exception {
    Path fresh = DiffFixturesTest.copy(SHOP, temporary.resolve("fresh/shop"));
    Cli.Result result = Cli.run("diff", fresh);
    assertThat(result.status()).isZero();
    assertThat(result.out()).contains("Nothing was generated yet").contains("new job `daily`");
    assertThat(fresh.resolve("dagster_project")).doesNotExist();
  }

  @Test
  void an_older_folder_without_facts_has_its_files_told() throws Exception {
    Files.delete(project.resolve("dagster_project/.m2d/facts.json"));
    edit(project, "interval: 0 6", "interval: 0 5");
    Cli.Result result = Cli.run("diff", project);
    assertThat(result.status()).isZero();
    assertThat(result.out())
        .contains("`.m2d/facts.json` is missing")
        .contains("replace  dagster_project/defs/schedules/daily.py");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "[]; holds no object",
        "{\"schemaVersion\": 1; is not JSON",
        "{\"schemaVersion\": 2, \"toolVersion\": \"x\", \"facts\": []}; is not of schemaVersion 1",
        "{\"schemaVersion\": 1, \"toolVersion\": \"x\", \"facts\": {}}; has no list",
        "{\"schemaVersion\": 1, \"toolVersion\": \"x\", \"facts\": [{\"kind\": 1}]}; wrong type",
        "{\"schemaVersion\": 1, \"toolVersion\": \"x\", \"facts\": [{\"kind\": \"a\", \"name\": \"b\","
            + " \"is\": {\"c\": []}}]}; wrong type",
        "{\"schemaVersion\": 1, \"toolVersion\": \"x\", \"facts\": [{\"kind\": \"a\", \"name\": \"b\"},"
            + " {\"kind\": \"a\", \"name\": \"b\"}]}; says something twice",
        "{\"schemaVersion\": 1, \"schemaVersion\": 1}; is not JSON"
      })
  void hostile_facts_are_refused(String text, String problem) throws Exception {
    Files.writeString(project.resolve("dagster_project/.m2d/facts.json"), text);
    Cli.Result result = Cli.run("diff", project);
    assertThat(result.status()).isEqualTo(ExitCode.REFUSED);
    assertThat(result.err()).contains("M2D604").contains(problem).contains("facts.json");
    assertThat(Cli.run("generate", project).status()).isZero();
    assertThat(Cli.run("diff", project).out()).startsWith("No change of `shop`");
  }

  @Test
  void a_link_in_place_of_the_facts_is_refused() throws Exception {
    Path facts = project.resolve("dagster_project/.m2d/facts.json");
    Path secret = Files.writeString(temporary.resolve("secret"), "planted-Outside");
    Files.delete(facts);
    Files.createSymbolicLink(facts, secret);
    Cli.Result result = Cli.run("diff", project);
    assertThat(result.status()).isEqualTo(ExitCode.REFUSED);
    assertThat(result.err() + result.out()).doesNotContain("planted-Outside");
  }

  @Test
  void facts_of_unknown_things_are_told_and_cannot_inject_markup() throws Exception {
    Path facts = project.resolve("dagster_project/.m2d/facts.json");
    String text =
        Files.readString(facts)
            .replace(
                "\"facts\" : [",
                "\"facts\" : [\n    {\"kind\":\"`</td>\",\"name\":\"</details>`|@all\\u001b[31m\"},");
    Files.writeString(facts, text);
    String markdown = Cli.run("diff", project, "--format", "markdown").out();
    assertThat(markdown).contains("`</details>'\\|@all [31m` was removed").doesNotContain("\u001b");
    assertThat(markdown.replaceAll("`[^`]*`", "")).doesNotContain("</details>");
  }

  @Test
  void another_checkout_is_planned_with_its_own_names() throws Exception {
    Path other = DiffFixturesTest.copy(SHOP, temporary.resolve("base/shop"));
    edit(project, "- name: mail\n  tasks", "- name: post\n  tasks");
    edit(project, "planted-Old-Secret-1", "planted-New-Secret-2");
    Cli.Result result = Cli.run("diff", project, "--against", other);
    assertThat(result.status()).as(result.err()).isZero();
    assertThat(result.out())
        .contains("against `shop`")
        .contains("job `mail` is called `post` in meltano.yml now; in Dagster it stays `mail`")
        .contains("the secret that `TAP_MAIL_PASSWORD` stands for is changed")
        .doesNotContain("planted-");
    assertThat(other.resolve("dagster_project")).doesNotExist();
  }

  @Test
  void a_new_checkout_goes_on_with_the_names_of_the_other() throws Exception {
    Path other = DiffFixturesTest.copy(SHOP, temporary.resolve("base/shop"));
    Path fresh = DiffFixturesTest.copy(SHOP, temporary.resolve("fresh/shop"));
    edit(fresh, "{name: daily, interval", "{name: morning, interval");
    assertThat(Cli.run("diff", fresh, "--against", other).out())
        .contains("schedule `daily` is called `morning` in meltano.yml now");
  }

  @Test
  void another_generated_project_gives_its_facts_and_pristine_files() throws Exception {
    Path other = project.resolve("dagster_project");
    Files.writeString(other.resolve("definitions-of-mine.py"), "mine = 1\n");
    Path fresh = DiffFixturesTest.copy(SHOP, temporary.resolve("fresh/shop"));
    edit(fresh, "interval: 0 6", "interval: 0 5");
    Cli.Result result = Cli.run("diff", fresh, "--against", other);
    assertThat(result.out())
        .contains("schedule `daily`: 06:00 → 05:00 UTC")
        .contains("  change   dagster_project/defs/schedules/daily.py\n")
        .doesNotContain("mine");
  }

  @Test
  void a_folder_that_is_neither_is_told() {
    Cli.Result result = Cli.run("diff", project, "--against", temporary);
    assertThat(result.status()).isEqualTo(ExitCode.UNREADABLE);
    assertThat(result.err()).contains("is neither a generated project").contains("nor a Meltano");
    assertThat(Cli.run("diff", temporary).status()).isEqualTo(ExitCode.UNREADABLE);
    assertThat(Cli.run("diff", project, "--format", "html").status()).isEqualTo(ExitCode.USAGE);
  }

  @Test
  void git_apply_of_the_patch_leaves_what_generate_writes() throws Exception {
    edit(project, "    - customers.id\n", "    - customers.id\n    - invoices.*\n");
    edit(project, "interval: 0 6", "interval: 0 5");
    String patch = Cli.run("diff", project, "--format", "patch").out();
    assertThat(patch)
        .contains("+++ b/dagster_project/defs/schedules/daily.py")
        .doesNotContain("planted-");
    Path copy = DiffFixturesTest.copy(project, temporary.resolve("copy/shop"));
    Files.writeString(temporary.resolve("p"), patch);
    Process git =
        new ProcessBuilder("git", "apply", temporary.resolve("p").toString())
            .directory(copy.resolve("dagster_project").toFile())
            .inheritIO()
            .start();
    assertThat(git.waitFor()).isZero();
    assertThat(Cli.run("generate", project).status()).isZero();
    assertThat(files(copy)).isEqualTo(files(project));
    assertThat(Cli.run("generate", copy, "--check").status()).isZero();
  }

  private static Map<String, String> files(Path folder) throws IOException {
    Map<String, String> files = new TreeMap<>(Cli.snapshot(folder.resolve("dagster_project")));
    files.remove(".m2d/lock");
    return files;
  }

  @Test
  void two_hundred_changes_fit_a_comment() throws Exception {
    StringBuilder jobs = new StringBuilder();
    StringBuilder plugins = new StringBuilder();
    for (int i = 0; i < 100; i++) {
      plugins.append("  - name: tap-number-%03d\n    inherit_from: tap-shop\n".formatted(i));
      plugins.append("    select:\n    - table_one.*\n    - table_two.*\n");
      jobs.append("- name: job-%03d\n  tasks:\n".formatted(i));
      jobs.append("  - tap-number-%03d target-warehouse\n".formatted(i));
    }
    edit(project, "  loaders:\n", plugins + "  loaders:\n");
    edit(project, "schedules:\n", jobs + "\nschedules:\n");
    String markdown = Cli.run("diff", project, "--format", "markdown").out();
    assertThat(markdown.length()).isLessThan(COMMENT);
    assertThat(markdown).contains("<details>");
    assertThat(markdown.split("<details>", -1).length)
        .isEqualTo(markdown.split("</details>", -1).length);
    String outside = markdown.replaceAll("(?s)<details>.*?</details>", "");
    assertThat(outside.lines().count()).isLessThan(110);
    String text = Cli.run("diff", project).out();
    assertThat(text).contains("new job `job_099`").contains("tap_number_099__target_warehouse");
    assertThat(Cli.run("diff", project).out()).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({"text", "markdown", "json", "patch"})
  void a_long_comment_says_what_it_left_out(String format) throws Exception {
    StringBuilder jobs = new StringBuilder();
    StringBuilder schedules = new StringBuilder();
    for (int i = 0; i < 600; i++) {
      String name = "a-job-with-a-long-name-so-that-there-is-much-of-it-%03d".formatted(i);
      jobs.append("- name: " + name + "\n");
      jobs.append("  tasks: [tap-shop target-warehouse]\n");
      schedules.append("- {name: s-%03d, interval: '@daily', job: %s}\n".formatted(i, name));
    }
    edit(project, "schedules:\n", jobs + "\nschedules:\n" + schedules);
    Cli.Result result = Cli.run("diff", project, "--format", format);
    assertThat(result.status()).isZero();
    if (format.equals("markdown")) {
      assertThat(result.out().length()).isLessThan(COMMENT);
      assertThat(result.out()).contains("Left out, because a comment is short: ");
    }
  }

  @Test
  void the_json_has_the_shape_of_its_schema() throws Exception {
    edit(project, "      token: $SHOP_TOKEN\n", "");
    edit(project, "interval: 0 6", "interval: 0 5");
    String json = Cli.run("diff", project, "--format", "json").out();
    var schema =
        SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
            .getSchema(Files.readString(Path.of("generator/schema/diff.schema.json")));
    assertThat(schema.validate(json, InputFormat.JSON)).isEmpty();
    assertThat(json).contains("\"risk\" : \"review\"");
  }
}
