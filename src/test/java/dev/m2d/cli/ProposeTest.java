package dev.m2d.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of the calls of Meltano in scripts. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class ProposeTest {

  private static final String CALL = "meltano run tap-csv target-postgres\n";

  @TempDir private Path temp;
  private Path project;

  @BeforeEach
  void copy() throws IOException {
    project = Cli.copy("quickbooks-jobs", temp.resolve("acme"));
  }

  private void write(String name, String text) throws IOException {
    Path path = project.resolve(name);
    Files.createDirectories(path.getParent());
    Files.writeString(path, text);
  }

  private void script(String text) throws IOException {
    write("nightly.sh", "#!/bin/sh\n" + text);
  }

  private String proposed() throws IOException {
    Cli.Result result = Cli.run("audit", "--propose", project);
    assertThat(result.status()).as(result.err()).isZero();
    Path file = project.resolve("m2d.yaml");
    String text = Files.exists(file) ? Files.readString(file) : "";
    return text.contains("jobs:\n") ? text.substring(text.indexOf("jobs:\n") + 6) : text;
  }

  private String job(String name) throws IOException {
    Cli.Result result = Cli.run("generate", project);
    assertThat(result.status()).as(result.err()).isZero();
    Path module = project.resolve("dagster_project/dagster_project/defs/jobs/" + name + ".py");
    return Files.exists(module) ? Files.readString(module) : "";
  }

  @Test
  void calls_with_the_same_variables_are_one_job() throws Exception {
    script("export LABEL=night\n" + CALL + "meltano run dbt-postgres:run\n");

    assertThat(proposed())
        .isEqualTo(
            """
            - name: nightly
              from: nightly.sh:3
              env:
                LABEL: night
              tasks:
              - tap-csv target-postgres
              - dbt-postgres:run
            """);
  }

  @Test
  void another_value_of_a_variable_begins_another_job() throws Exception {
    script("export FILE=a/all.csv\n" + CALL + "export FILE=a/daily.csv\n" + CALL);

    assertThat(proposed())
        .contains("- name: nightly_all\n", "    FILE: a/all.csv\n")
        .contains("- name: nightly_daily\n", "    FILE: a/daily.csv\n");
  }

  @Test
  void another_environment_begins_another_job() throws Exception {
    script(
        """
        meltano --environment=dev run tap-csv target-postgres
        meltano --environment=prod run tap-csv target-postgres
        """);

    assertThat(proposed())
        .contains("- name: nightly_dev\n", "    MELTANO_ENVIRONMENT: dev\n")
        .contains("- name: nightly_prod\n", "    MELTANO_ENVIRONMENT: prod\n");
  }

  @Test
  void options_and_arguments_are_kept() throws Exception {
    script(
        """
        meltano elt tap-csv target-postgres --job_id=old-id
        meltano run --full-refresh --state-id-suffix=x tap-csv-items target-postgres
        meltano invoke dbt-postgres:run --select 'a b'
        """);

    assertThat(proposed())
        .contains("  - elt: tap-csv target-postgres\n    transform: skip\n    state_id: old-id\n")
        .contains("  - run: tap-csv-items target-postgres\n    full_refresh: true\n")
        .contains("    state_id_suffix: x\n")
        .contains("  - invoke: \"dbt-postgres:run --select 'a b'\"\n");
    assertThat(job("nightly"))
        .contains("config={\"state_id\": \"old-id\"}")
        .contains("arguments=(\"--select\", \"a b\")");
  }

  @Test
  void a_job_of_meltano_is_not_found_again() throws Exception {
    script("meltano run daily\nmeltano install\n");

    assertThat(proposed()).isEmpty();
  }

  @Test
  void a_secret_of_a_script_stays_there() throws Exception {
    script("export TAP_CSV_PASSWORD=hunter2hunter2\n" + CALL);

    assertThat(proposed()).contains("`TAP_CSV_PASSWORD`").doesNotContain("hunter2");
  }

  @Test
  void what_stands_under_a_condition_waits_for_a_decision() throws Exception {
    script("if [ -f go ]; then\n" + CALL + "fi\n");

    assertThat(job("nightly")).isEmpty();
    assertThat(proposed()).contains("  drop: true\n", "# Line 3 runs only under a condition");
    assertThat(job("nightly")).isEmpty();
    Path file = project.resolve("m2d.yaml");
    Files.writeString(file, Files.readString(file).replace("  drop: true\n", ""));
    assertThat(job("nightly")).contains("Task(\"tap-csv target-postgres\"");
  }

  @Test
  void m2d_yaml_renames_and_drops_what_is_found() throws Exception {
    script("export FILE=1.csv\n" + CALL);
    write("other.sh", "#!/bin/sh\nexport FILE=2.csv\n" + CALL);
    write(
        "m2d.yaml",
        "jobs:\n- {from: \"nightly.sh:3\", name: load}\n- {from: other.sh, drop: true}\n");

    assertThat(job("load")).contains("\"FILE\": \"1.csv\"");
    assertThat(project.resolve("dagster_project/dagster_project/defs/jobs/other.py"))
        .doesNotExist();
    assertThat(Cli.run("audit", "--propose", project).err()).contains("nothing was written");
  }

  @Test
  void nothing_is_taken_where_m2d_yaml_says_so() throws Exception {
    script("export FILE=1.csv\n" + CALL);
    write("m2d.yaml", "scan: false\n");

    assertThat(job("nightly")).isEmpty();
  }

  @Test
  void a_file_of_the_users_only_grows() throws Exception {
    script("export FILE=1.csv\n" + CALL);
    String mine =
        "# mine\noutput: dagster_project\njobs:\n  - name: a  # mine too\n    tasks: [daily]\n";
    write("m2d.yaml", mine);

    proposed();

    assertThat(Files.readString(project.resolve("m2d.yaml")))
        .startsWith(mine)
        .contains("\n  - name: nightly\n    from: nightly.sh:3\n");
  }

  @Test
  void a_link_to_a_file_of_the_users_stays_a_link() throws Exception {
    script("export FILE=1.csv\n" + CALL);
    write("shared/jobs.yaml", "output: dagster_project\n");
    Path link = project.resolve("m2d.yaml");
    Files.createSymbolicLink(link, Path.of("shared/jobs.yaml"));

    proposed();

    assertThat(link).isSymbolicLink();
    assertThat(Files.readString(project.resolve("shared/jobs.yaml"))).contains("name: nightly");
  }

  @Test
  void a_secret_in_a_command_of_m2d_yaml_stays_there() throws Exception {
    write(
        "m2d.yaml",
        "jobs:\n- name: tell\n  tasks: [{command: 'post --token hunter2hunter2 done'}]\n");

    Cli.Result result = Cli.run("generate", project);

    assertThat(result.status()).isZero();
    assertThat(result.err()).contains("M2D504", "`M2D_TELL_TOKEN`").doesNotContain("hunter2");
    try (Stream<Path> files = Files.walk(project.resolve("dagster_project"))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        assertThat(file).content(StandardCharsets.ISO_8859_1).doesNotContain("hunter2");
      }
    }
  }

  @Test
  void a_file_that_cannot_grow_is_left_alone() throws Exception {
    script("export FILE=1.csv\n" + CALL);
    String mine = "jobs: [{name: a, tasks: [daily]}]\noutput: dagster_project\n";
    write("m2d.yaml", mine);

    Cli.Result result = Cli.run("audit", "--propose", project);

    assertThat(result.out()).contains("- name: nightly\n");
    assertThat(result.err()).contains("standard output");
    assertThat(Files.readString(project.resolve("m2d.yaml"))).isEqualTo(mine);
  }

  @Test
  void the_audit_tells_of_every_call_what_becomes_of_it() throws Exception {
    script("export LABEL=night API_TOKEN=abc123\n" + CALL + "meltano run $1\n");
    write("plain.sh", "#!/bin/sh\n" + CALL + "meltano run --dry-run tap-csv target-postgres\n");
    write("old.sh", "#!/bin/sh\nmeltano run --full-refresh tap-csv target-postgres\n");
    write("m2d.yaml", "jobs:\n- {from: 'old.sh:2', drop: true}\n");

    JsonNode outside =
        AuditCommandTest.json(Cli.run("audit", project, "--format", "json").out()).path("outside");
    assertThat(outside.findValuesAsText("fate"))
        .containsExactly("unclear", "proposed", "job", "settled", "covered");
    assertThat(outside.findValuesAsText("file"))
        .containsExactly("nightly.sh", "nightly.sh", "plain.sh", "old.sh", "plain.sh");
    assertThat(outside.path(1).path("variables").path("LABEL").asText()).isEqualTo("night");
    assertThat(outside.path(1).path("variables").path("API_TOKEN").asText())
        .isEqualTo("(redacted)");
    assertThat(outside.path(2).path("job").asText()).isEqualTo("plain");
    assertThat(outside.path(3).path("steps").path(0).asText())
        .isEqualTo("tap-csv target-postgres --full-refresh");

    assertThat(Cli.run("audit", project).out())
        .contains(
            """
            Pipelines outside meltano.yml
              not known before it runs:
                nightly.sh (nightly.sh:4:1)
            """)
        .contains("    old.sh (old.sh:2:1)\n", "- It is dropped (m2d.yaml:2:3).")
        .contains("- It moves no data.")
        .doesNotContain("abc123");
    assertThat(Cli.run("audit", project, "--format", "markdown").out())
        .contains("## Pipelines outside meltano.yml\n", "taken as a job: `plain`");
  }

  @Test
  void a_cron_gives_a_job_of_meltano_its_schedule() throws Exception {
    write("crontab", "CRON_TZ=Europe/Berlin\n0 5 * * * cd /srv/app && meltano run items\n");

    assertThat(job("items")).doesNotContain("variables=");
    assertThat(project.resolve("dagster_project/dagster_project/defs/schedules/items.py"))
        .content()
        .contains("cron=\"0 5 * * *\"", "timezone=\"Europe/Berlin\"");
    assertThat(Cli.run("audit", project).out())
        .contains(
            "items: 0 5 * * * Europe/Berlin, job items", "gives the job `items` its schedule");
    assertThat(proposed())
        .endsWith(
            """
            - name: items
              from: crontab:2
              schedule: "0 5 * * *"
              timezone: Europe/Berlin
            """);
    assertThat(job("crontab_2")).isEmpty();
  }

  @Test
  void a_job_of_meltano_keeps_its_name() throws Exception {
    write("crontab", "0 5 * * * meltano run items\n");
    write("m2d.yaml", "jobs:\n- {from: \"crontab:1\", name: other}\n");

    assertThat(Cli.run("generate", project).err()).contains("M2D704", "the job `items`");
  }

  @Test
  void a_second_schedule_of_a_job_waits_for_a_decision() throws Exception {
    write("crontab", "15 7 * * * meltano schedule run daily\n");

    assertThat(proposed())
        .contains("  drop: true\n  schedule: \"15 7 * * *\"\n")
        .contains("# The job `daily` has the schedule `daily` (0 6 * * *) already.");
  }

  @Test
  void the_schedule_that_meltano_has_is_not_found_again() throws Exception {
    write("crontab", "0 6 * * * meltano schedule run daily\n0 6 * * * meltano run daily\n");

    assertThat(proposed()).isEmpty();
  }

  @Test
  void a_schedule_that_is_not_there_is_told() throws Exception {
    write("crontab", "0 6 * * * meltano schedule run dayly\n");

    assertThat(proposed()).contains("no schedule `dayly`. Did you mean `daily`?");
  }

  @Test
  void a_job_of_meltano_under_variables_is_one_of_its_own() throws Exception {
    write("crontab", "0 5 * * * meltano --environment=prod run items\n");

    assertThat(proposed())
        .contains("# It is the job `items` of meltano.yml with variables of its own.")
        .contains("- name: crontab_items\n", "    MELTANO_ENVIRONMENT: prod\n");
    assertThat(job("crontab_items")).contains("\"MELTANO_ENVIRONMENT\": \"prod\"");
  }

  @Test
  void jobs_that_one_schedule_starts_are_not_started_at_once() throws Exception {
    script("FILE=a/all.csv " + CALL + "FILE=a/daily.csv " + CALL);
    write("crontab", "0 5 * * * cd /srv/app && ./nightly.sh\n");

    assertThat(job("nightly_all")).contains("\"FILE\": \"a/all.csv\"");
    assertThat(job("nightly_daily")).contains("\"FILE\": \"a/daily.csv\"");
    assertThat(proposed())
        .contains("# It runs after `nightly_all`, with another value of `FILE`.")
        .contains("`0 5 * * *` starts `nightly_all`, then `nightly_daily`; as jobs with")
        .doesNotContain("schedule: ");
  }

  @Test
  void two_folders_of_a_crontab_are_two_projects() throws Exception {
    write(
        "crontab",
        "0 5 * * * cd /srv/a && meltano run items\n0 5 * * * cd /srv/b && meltano run items\n");

    assertThat(proposed()).contains("# It works in the folder `/srv/a`.", "folder `/srv/b`.");
  }

  @Test
  void jobs_of_one_name_are_told_apart_by_their_files() throws Exception {
    write("Makefile", "load:\n\tLABEL=make " + CALL);
    write("justfile", "load:\n    LABEL=just " + CALL);

    assertThat(proposed()).contains("- name: load\n", "- name: justfile_load\n");
  }
}
