package dev.m2d.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class ExplainLineTest {

  private static final String DEFS = "dagster_project/defs/";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          inheritance | plugins/extractors/tap-shop--eu-archive.yaml | "2024-01-01" | meltano.yml:22:19  plugins.extractors[0].config.start_date | `tap-shop--eu` inherits from `tap-shop`
          inheritance | plugins/extractors/tap-shop--eu.yaml         | dev: eu-test | meltano.yml:13:19 | for the environment `dev`; of the extractor `tap-shop--eu`
          inheritance | plugins/extractors/tap-shop--eu-archive.yaml | $ARCHIVE_START | start_date: $ARCHIVE_START | of the extractor `tap-shop--eu-archive`
          inheritance | plugins/extractors/tap-shop.yaml             | size: 10     | plugins/extractors/tap-shop--acme.lock:16:60 | in the lock file of the extractor `tap-shop`
          inheritance | plugins/extractors/tap-shop.yaml             | schema_version | No value in the project's files decides this line | Printed by templates/data.yaml.ftl:4
          inheritance | DEFS/schedules/shops_hourly.py               | cron=        | meltano.yml:75:13  schedules[0].interval | of the schedule `shops-hourly`
          inheritance | DEFS/jobs/shops.py                           | '    name='  | meltano.yml:63:9  jobs[0].name | frozen: m2d keeps the name of an earlier run
          inheritance | DEFS/jobs/shops.py                           | tasks=(      | No value of the project decides this line | Printed by templates/dagster_project/defs/jobs/__job__.py.ftl:29
          inheritance | DEFS/assets/tap_shop_eu__target_postgres.py  | extractor=   | meltano.yml:35:11  plugins.extractors[1].name | - name: tap-shop--eu
          inheritance | dagster_project/definitions.py               | import dagster | The same in every project: copied from templates/dagster_project/definitions.py:6 | No value of the project
          inheritance | README.md                                    | job `shops`  | meltano.yml:63:9 | of the job `shops`
          inheritance | migration.yaml                               | archive:     | meltano.yml:67:9 | of the job `archive`
          includes    | plugins/project.yaml                         | REGION: north | parts/regions.meltano.yml:3:11  env.REGION | in a file that `include_paths` of meltano.yml includes
          includes    | DEFS/schedules/region_weekly.py              | @weekly      | parts/regions.meltano.yml:21:13 | of the schedule `region-weekly`
          jobs-elsewhere | DEFS/jobs/cities.py                       | '    name='  | m2d.yaml:2:9  jobs[0].name | what you tell m2d
          """)
  void a_line_names_the_places_that_decide_it(
      String project, String file, String text, String place, String way, @TempDir Path folder)
      throws IOException {
    Path output = generated(project, folder);
    Path path = output.resolve(file.replace("DEFS/", DEFS));

    String out = explain(path, text).out();

    assertThat(out.replaceAll("\\s+", " ")).contains(place.replaceAll("\\s+", " "), way);
    assertThat(out.lines().skip(1)).allMatch(l -> l.length() <= 100);
  }

  @Test
  void a_variable_says_where_it_is_set(@TempDir Path folder) throws IOException {
    Path output = generated("secrets", folder);

    String out = explain(output.resolve("plugins/extractors/tap-api.yaml"), "$API_REFRESH").out();

    assertThat(out)
        .contains("refresh_token: $API_REFRESH_TOKEN", "`API_REFRESH_TOKEN` is set by\n  .env:");
  }

  @Test
  void of_equal_lines_the_one_that_is_meant_is_explained(@TempDir Path folder) throws IOException {
    Path project = folder.resolve("project");
    Cli.copy("inheritance", project);
    Path meltano = project.resolve("meltano.yml");
    Files.writeString(
        meltano,
        Files.readString(meltano)
            .replace(
                "      start_date: $ARCHIVE_START\n",
                "      start_date: $ARCHIVE_START\n      one: uno\n      two: $TWO\n")
            .replaceFirst("(?m)^environments:\n", "env: {TWO: \\$THREE}\nenvironments:\n"));
    assertThat(Cli.run("generate", project).status()).isZero();
    Path file = project.resolve("dagster_project/plugins/extractors/tap-shop--eu-archive.yaml");
    List<String> lines = Files.readAllLines(file);
    for (String name : List.of("one", "two")) {
      int line = lines.indexOf("  " + name + ":") + 2;
      assertThat(lines.get(line - 1)).isEqualTo("    custom: true");
      assertThat(Cli.run("explain", file + ":" + line).out())
          .contains("config." + name + "\n")
          .doesNotContain("config." + (name.equals("one") ? "two" : "one"));
    }

    assertThat(explain(file, "$TWO").out())
        .contains("`TWO` is set by\n", "the `env` of the project")
        .contains("`THREE` is set nowhere in the project");
  }

  @Test
  void secrets_are_not_shown(@TempDir Path folder) throws IOException {
    Path output = generated("secrets", folder);
    StringBuilder all = new StringBuilder();
    for (String file : List.of(".env", "plugins/loaders/target-postgres.yaml")) {
      int count = Files.readAllLines(output.resolve(file)).size();
      for (int line = 1; line <= count; line += 9) {
        all.append(Cli.run("explain", output.resolve(file) + ":" + line).out());
      }
    }
    Path meltano = output.resolveSibling("meltano.yml");
    List<String> lines = Files.readAllLines(meltano);
    for (int line = 1; line <= lines.size(); line++) {
      if (!lines.get(line - 1).matches(".*(?:_key|password|_url|secret|TOKEN).*")) {
        continue;
      }
      all.append(Cli.run("explain", meltano + ":" + line).out());
    }
    assertThat(all.toString())
        .contains("password: ***")
        .doesNotContain(
            "key-12345", "s3cr3t", "hook-4711", "pass\"word", "dev password", "from-dotenv");
  }

  @Test
  void a_line_of_the_users_says_so(@TempDir Path folder) throws IOException {
    Path output = generated("inheritance", folder);
    Path file = output.resolve("plugins/extractors/tap-shop.yaml");
    String old = Files.readString(file);
    Files.writeString(file, "# mine\n" + old.replace("- value: us", "- value: mars"));

    assertThat(explain(file, "# mine").out())
        .contains("This line is yours: m2d wrote nothing in its place.");
    assertThat(explain(file, "mars").out())
        .contains(
            "This line is yours. In its place m2d wrote:", "- value: us", "meltano.yml:23:15");
    assertThat(explain(file, "\"2024-01-01\"").out()).contains("meltano.yml:22:19");
  }

  @Test
  void a_project_that_changed_since_is_told_of(@TempDir Path folder) throws IOException {
    Path output = generated("inheritance", folder);
    Path meltano = output.resolveSibling("meltano.yml");
    Files.writeString(
        meltano, "# one\n" + Files.readString(meltano).replace("region: us", "region: eu"));
    Path file = output.resolve("plugins/extractors/tap-shop.yaml");

    assertThat(explain(file, "- value: us").out())
        .contains(
            "`m2d generate` writes another line in its place now:",
            "- value: eu",
            "meltano.yml:24:15",
            "Changed since the last `m2d generate`: meltano.yml.");
    Files.writeString(meltano, "plugins: [\n");
    Cli.Result broken = explain(file, "- value: us");
    assertThat(broken.status()).isEqualTo(1);
    assertThat(broken.err()).contains("the project cannot be read");
  }

  @Test
  void a_file_that_was_deleted_or_moved_is_still_known(@TempDir Path folder) throws IOException {
    Path output = generated("inheritance", folder);
    Path file = output.resolve("plugins/extractors/tap-shop.yaml");
    int line = number(file, "- value: us");
    Files.delete(file);
    Cli.Result deleted = Cli.run("explain", file + ":" + line);
    assertThat(deleted.err()).contains("was deleted; this is about the text that m2d last wrote");
    assertThat(deleted.out()).contains("meltano.yml:23:15");

    Path job = output.resolve(DEFS + "jobs/shops.py");
    Path moved = output.resolve(DEFS + "jobs/all_shops.py");
    Files.move(job, moved);
    assertThat(Cli.run("generate", output.resolve("..")).status()).isZero();
    assertThat(explain(moved, "Task(\"tap-shop target").out()).contains("meltano.yml:65:5");
  }

  @Test
  void a_line_of_the_input_tells_what_becomes_of_it(@TempDir Path folder) throws IOException {
    Path output = generated("inheritance", folder);
    Path meltano = output.resolveSibling("meltano.yml");

    assertThat(Cli.run("explain", meltano + ":23").out())
        .contains(
            "plugins.extractors[0].config.region: used",
            "dagster_project/plugins/extractors/tap-shop--eu.yaml\n",
            "- value: us");
    assertThat(Cli.run("explain", meltano + ":75").out()).contains("cron=\"0 * * * *\"");
    assertThat(Cli.run("explain", meltano + ":63").out()).contains("meltano_name=\"shops\"");
    assertThat(Cli.run("explain", meltano + ":16").out()).contains("No value stands on this line");
    Path lock = output.resolveSibling("plugins/extractors/tap-shop--acme.lock");
    assertThat(Cli.run("explain", lock + ":12").out())
        .contains("settings[0].label: ignored\n  Why: ");
  }

  @Test
  void what_cannot_be_explained_is_said(@TempDir Path folder) throws IOException {
    Path output = generated("mappers", folder);
    Path file = output.resolve("workspace.yaml");

    assertThat(fails(file + ":0", 2)).contains("lines are counted from 1");
    assertThat(fails(file + ":999", 2)).contains("` has ");
    assertThat(fails(file + ":99999999999999", 2)).contains("` has ");
    assertThat(fails(output.toString(), 2)).contains("is a folder");
    assertThat(fails(output.resolveSibling("meltano.yml").toString(), 2))
        .contains("name a line of it");
    assertThat(fails(output.resolveSibling("meltano.yml") + ":9999", 2)).contains("` has ");
    assertThat(fails(output.resolveSibling("data.csv") + ":1", 1)).contains("there is no file");
    Path other = Files.writeString(folder.resolve("other.txt"), "a\n");
    assertThat(fails(other + ":1", 1)).contains("not a file that `m2d generate` wrote");
    Path mine = Files.writeString(output.resolve("mine.py"), "a = 1\n");
    assertThat(fails(mine + ":1", 1)).contains("not a file that `m2d generate` wrote");
  }

  private static String fails(String what, int status) {
    Cli.Result result = Cli.run("explain", what);
    assertThat(result.status()).as(result.err()).isEqualTo(status);
    assertThat(result.out()).isEmpty();
    return result.err();
  }

  private static Path generated(String fixture, Path folder) throws IOException {
    Path project = Cli.copy(fixture, folder.resolve("project"));
    assertThat(Cli.run("generate", project).status()).isZero();
    return project.resolve("dagster_project");
  }

  private static Cli.Result explain(Path file, String text) throws IOException {
    return Cli.run("explain", file + ":" + number(file, text));
  }

  private static int number(Path file, String text) throws IOException {
    List<String> lines = Files.readAllLines(file);
    for (int i = 0; i < lines.size(); i++) {
      if (lines.get(i).contains(text)) {
        return i + 1;
      }
    }
    throw new AssertionError(file + " has no line with " + text);
  }
}
