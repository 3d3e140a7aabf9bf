package dev.m2d.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class GenerateCommandTest {

  @TempDir Path temp;
  private Path project;
  private Path output;

  @BeforeEach
  void copy() throws Exception {
    project = Cli.copy("quickbooks-jobs", temp.resolve("quickbooks"));
    output = project.resolve("dagster_project");
  }

  @Test
  void the_default_output_lies_beside_meltano_yml_and_the_summary_says_what_is_next() {
    Cli.Result result = Cli.run("generate", project);

    assertThat(result.status()).isZero();
    assertThat(result.out()).isEmpty();
    assertThat(result.err())
        .contains("Made of quickbooks: 2 pipelines, 2 jobs, 1 schedule.")
        .contains("Next:\n  cd ")
        .contains("python -m dagster_project.singer install")
        .contains("python -m dagster_project.dbt prepare");
    assertThat(output.resolve("dagster_project/defs/jobs/daily.py")).isRegularFile();
    assertThat(output.resolve(".m2d/manifest.json"))
        .content()
        .contains("\"meltanoProject\" : \"..\"", "\"plugins/loaders/target-postgres.yaml\"")
        .doesNotContain(temp.toString());
  }

  @Test
  void a_second_run_changes_nothing() throws Exception {
    Cli.run("generate", project);
    Map<String, String> first = Cli.snapshot(output);
    Cli.Result second = Cli.run("generate", project);

    assertThat(second.status()).isZero();
    assertThat(second.err()).contains("Nothing to change").doesNotContain("Next:");
    assertThat(Cli.snapshot(output)).isEqualTo(first);
  }

  @Test
  void another_folder_gets_the_same_files_but_for_the_way_to_the_project() throws Exception {
    Cli.run("generate", project);
    Cli.Result result = Cli.run("generate", project, "-o", temp.resolve("a/b"));

    assertThat(result.status()).isZero();
    Map<String, String> here = Cli.snapshot(output);
    Map<String, String> there = Cli.snapshot(temp.resolve("a/b"));
    assertThat(there.keySet()).isEqualTo(here.keySet());
    assertThat(there.get("dagster_project/constants.py")).contains("../../quickbooks");
    here.entrySet().removeIf(e -> e.getValue().equals(there.get(e.getKey())));
    assertThat(here.keySet()).allMatch(p -> p.contains("constants.py") || p.contains("manifest"));
  }

  @Test
  void a_dry_run_lists_the_files_and_writes_none() {
    Cli.Result result = Cli.run("generate", project, "--dry-run");

    assertThat(result.status()).isZero();
    assertThat(result.out().lines()).contains("create   migration.yaml").hasSizeGreaterThan(50);
    assertThat(result.err()).contains("Would change in");
    assertThat(output).doesNotExist();
  }

  @Test
  void an_edited_file_stays_as_it_is_while_nothing_changes() throws Exception {
    Cli.run("generate", project);
    Path job = output.resolve("dagster_project/defs/jobs/daily.py");
    Files.writeString(job, Files.readString(job) + "# mine\n");
    Map<String, String> before = Cli.snapshot(output);
    Cli.Result result = Cli.run("generate", project);

    assertThat(result.status()).isZero();
    assertThat(result.err()).contains("Nothing to change");
    assertThat(Cli.snapshot(output)).isEqualTo(before);
  }

  @Test
  void a_change_of_the_project_arrives_and_what_the_user_wrote_stays() throws Exception {
    Cli.run("generate", project);
    Path migration = output.resolve("migration.yaml");
    Files.writeString(
        migration, Files.readString(migration).replace("scheduler: meltano", "scheduler: dagster"));
    Path yml = project.resolve("meltano.yml");
    Files.writeString(
        yml,
        Files.readString(yml)
            .replace("jobs:\n", "jobs:\n- name: extra\n  tasks: [tap-csv target-postgres]\n"));
    Cli.Result result = Cli.run("generate", project);

    assertThat(result.status()).as(result.err()).isZero();
    assertThat(output.resolve("dagster_project/defs/jobs/extra.py")).isRegularFile();
    assertThat(result.err().lines())
        .contains("  create   dagster_project/defs/jobs/extra.py", "  update   migration.yaml")
        .doesNotContain("Next:");
    assertThat(migration)
        .content()
        .contains("  daily: {scheduler: dagster, order: strict}")
        .contains("  extra: {scheduler: meltano, order: strict}");
  }

  @Test
  void a_strange_folder_is_refused_and_adopted_on_demand() throws Exception {
    Cli.run("generate", project);
    Files.delete(output.resolve(".m2d/manifest.json"));
    Cli.Result refused = Cli.run("generate", project);
    assertThat(refused.status()).isEqualTo(7);
    assertThat(refused.err()).contains("M2D606", "--adopt");

    Cli.Result adopted = Cli.run("generate", project, "--adopt");
    assertThat(adopted.status()).as(adopted.err()).isZero();
    assertThat(Cli.run("generate", project).err()).contains("Nothing to change");
  }

  @Test
  void a_broken_project_shows_every_error_and_writes_nothing() throws Exception {
    Path broken = Cli.copy("broken", temp.resolve("broken"));
    Cli.Result result = Cli.run("generate", broken);

    assertThat(result.status()).isEqualTo(1);
    assertThat(result.out()).isEmpty();
    assertThat(result.err())
        .contains("  --> meltano.yml:", "^", "help: ", "the project cannot be read")
        .doesNotContain("Exception", "\u001b");
    assertThat(result.err().split("(error|warning)\\[", -1)).hasSizeGreaterThan(5);
    assertThat(broken.resolve("dagster_project")).doesNotExist();
  }

  @Test
  void no_secret_of_the_project_reaches_the_terminal_or_a_committed_file() throws Exception {
    Path secrets = Cli.copy("secrets", temp.resolve("secrets"));
    Cli.Result result = Cli.run("generate", secrets);
    assertThat(result.status()).isZero();
    Map<String, String> files = Cli.snapshot(secrets.resolve("dagster_project"));
    String hidden = files.remove(".env");

    assertThat(hidden).isNotNull();
    int checked = 0;
    for (String line : hidden.lines().filter(l -> l.matches("[A-Z].*=.*")).toList()) {
      String value = line.replaceFirst("^[^=]+=", "").replaceAll("^['\"]|['\"]$", "");
      if (value.length() > 3) {
        checked++;
        assertThat(result.err()).doesNotContain(value);
        assertThat(files.values()).as(line).noneMatch(text -> text.contains(value));
      }
    }
    assertThat(checked).isGreaterThan(3);
  }

  @Test
  void a_place_that_takes_no_writes_is_status_74() {
    Cli.Result result = Cli.run("generate", project, "-o", "/proc/m2d-output");

    assertThat(result.status()).isEqualTo(74);
    assertThat(result.err()).contains("m2d: in `/proc/m2d-output`: cannot write `.`", "run again");
  }

  @Test
  void a_limit_on_the_size_of_files_is_status_74_and_leaves_nothing() throws Exception {
    Process run = Cli.start(temp, "ulimit -f 4; ", "generate", project);

    assertThat(run.waitFor()).as(Files.readString(temp.resolve("err.txt"))).isEqualTo(74);
    assertThat(temp.resolve("err.txt"))
        .content()
        .contains("cannot write `", "File too large", "No file was changed");
    assertThat(output).doesNotExist();
  }

  @Test
  void an_interrupted_run_leaves_nothing_half_written() throws Exception {
    Process run = Cli.start(temp, "", "generate", project);
    while (run.isAlive() && !Files.exists(output.resolve(".m2d/tmp"))) {
      Thread.onSpinWait();
    }
    run.destroy();
    assertThat(run.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(run.exitValue()).isIn(0, 130, 143);

    if (Files.exists(output.resolve(".m2d/manifest.json"))) {
      assertThat(output.resolve(".m2d/journal.json")).doesNotExist();
      assertThat(Cli.run("generate", project).err()).contains("Nothing to change");
    } else {
      assertThat(Cli.run("generate", project).status()).isZero();
    }
  }
}
