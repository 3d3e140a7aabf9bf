package dev.m2d.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** `m2d rename` moves what is named after a thing, and loses nothing of the user's. */
final class RenameCommandTest {

  private static final String JOBS = "dagster_project/defs/jobs/";

  @TempDir private Path temporary;
  private Path project;
  private Path output;

  @BeforeEach
  void generated() throws IOException {
    project = Cli.copy("quickbooks-jobs", temporary.resolve("project"));
    output = project.resolve("dagster_project");
    assertThat(Cli.run("generate", project).status()).isZero();
  }

  @Test
  void a_job_moves_with_the_users_edits_and_its_choices() throws IOException {
    Path module = output.resolve(JOBS + "daily.py");
    Files.writeString(module, "\n# Mine.\n", StandardOpenOption.APPEND);
    Files.setPosixFilePermissions(module, PosixFilePermissions.fromString("rwxr-x---"));
    replace("migration.yaml", "  daily: {scheduler: meltano", "  daily: {scheduler: dagster");

    Cli.Result result = Cli.run("rename", "daily", "every_day", project, "--kind", "job");

    assertThat(result.status()).as(result.err()).isZero();
    assertThat(result.err()).contains("Job `daily` becomes `every_day`. Dagster keeps its runs");
    assertThat(module).doesNotExist();
    Path moved = output.resolve(JOBS + "every_day.py");
    assertThat(moved).content().contains("name=\"every_day\"", "meltano_name=\"daily\"", "# Mine.");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(moved)))
        .isEqualTo("rwxr-x---");
    assertThat(text("migration.yaml"))
        .contains("  every_day: {scheduler: dagster, order: strict}")
        .doesNotContain("  daily:");
    assertThat(text("dagster_project/defs/schedules/daily.py")).contains("job=\"every_day\"");
    nothingIsLeftToDo();
  }

  @Test
  void an_op_takes_its_assets_along_and_an_asset_its_contract() throws IOException {
    replace("parity.yaml", "  quickbooks/items:\n", "  quickbooks/items: # the price list\n");
    assertThat(Cli.run("rename", "tap_csv_items__target_postgres", "load_items", project).status())
        .isZero();
    assertThat(text("dagster_project/defs/assets/load_items.py"))
        .contains("name=\"load_items\"", "key=(\"quickbooks\", \"items\")");
    assertThat(text("migration.yaml")).contains("  load_items: {runner: singer}");
    assertThat(text(JOBS + "items.py")).contains("import load_items");

    Cli.Result result = Cli.run("rename", "quickbooks/items", "shop/price_list", project);

    assertThat(result.status()).as(result.err()).isZero();
    assertThat(result.err()).contains("shows the new one as never materialized");
    assertThat(text("dagster_project/defs/assets/load_items.py"))
        .contains("key=(\"shop\", \"price_list\")");
    assertThat(text("parity.yaml"))
        .contains("  shop/price_list: # the price list\n")
        .doesNotContain("quickbooks/items");
    nothingIsLeftToDo();
  }

  @Test
  void a_name_that_stayed_when_meltano_renamed_is_accepted() throws IOException {
    Path file = project.resolve("meltano.yml");
    Files.writeString(
        file,
        Files.readString(file)
            .replace("schedules:\n- name: daily\n", "schedules:\n- name: morning\n"));
    assertThat(Cli.run("generate", project).err()).contains("M2D540");

    Cli.Result result = Cli.run("rename", "daily", "morning", project, "--kind", "schedule");

    assertThat(result.status()).as(result.err()).isZero();
    assertThat(result.err()).contains("start `morning` by hand if `daily` runs");
    assertThat(text("dagster_project/defs/schedules/morning.py"))
        .contains("name=\"morning\"", "meltano_name=\"morning\"");
    nothingIsLeftToDo();
  }

  @Test
  void a_name_that_is_gone_can_be_given_again() throws IOException {
    replace("migration.yaml", "  daily: {scheduler: meltano", "  daily: {scheduler: dagster");
    Path file = project.resolve("meltano.yml");
    String text = Files.readString(file);
    Files.writeString(
        file,
        text.replace("schedules:\n- name: daily\n", "schedules:\n- name: morning\n")
            .replace("interval: 0 6 * * *", "interval: 0 5 * * *"));
    assertThat(Cli.run("generate", project).err()).contains("M2D541");

    Cli.Result result = Cli.run("rename", "morning", "daily", project, "--kind", "schedule");

    assertThat(result.status()).as(result.err()).isZero();
    assertThat(result.err())
        .contains("That was the name of schedule `daily`, which is gone from the project");
    assertThat(text("dagster_project/defs/schedules/daily.py"))
        .contains("name=\"daily\"", "meltano_name=\"morning\"");
    nothingIsLeftToDo();
  }

  @Test
  void the_choices_for_a_pipeline_go_with_it_when_it_gets_a_name_that_is_gone() throws IOException {
    Path file = project.resolve("meltano.yml");
    Files.writeString(
        file,
        Files.readString(file)
            .replace("tap-csv-items target-postgres", "tap-csv-items target-other")
            .replace(
                "\n  loaders:\n",
                "\n  loaders:\n  - name: target-other\n    inherit_from: target-postgres\n"));
    assertThat(Cli.run("generate", project).status()).isZero();
    String old = "tap_csv_items__target_postgres";
    String now = "tap_csv_items__target_other";
    replace(
        "migration.yaml", "  " + now + ": {runner: singer}", "  " + now + ": {runner: meltano}");

    Cli.Result result = Cli.run("rename", now, old, project);

    assertThat(result.status()).as(result.err()).isZero();
    assertThat(text("migration.yaml"))
        .contains("  " + old + ": {runner: meltano}", "  " + now + ": {runner: singer}");
    assertThat(text("dagster_project/defs/assets/" + old + ".py")).contains("name=\"" + old);
    nothingIsLeftToDo();
  }

  @Test
  void what_cannot_be_is_refused_and_changes_nothing() throws IOException {
    var before = Cli.snapshot(output);
    refused(2, "job and a schedule: say which with `--kind job`", "daily", "nightly");
    refused(2, "no name `dayly`. Did you mean `daily`?", "dayly", "nightly");
    refused(2, "is taken: job `items` has it", "daily", "items", "--kind", "job");
    refused(2, "no name that Dagster takes", "daily", "every day", "--kind", "job");
    refused(2, "no name that Dagster takes", "items", "class");
    refused(2, "no asset key", "quickbooks/items", "a//b");
    refused(0, "Nothing was changed", "items", "stock", "--dry-run");
    Files.writeString(output.resolve(JOBS + "stock.py"), "");
    refused(7, "is there already", "items", "stock");
    Files.delete(output.resolve(JOBS + "stock.py"));
    assertThat(Cli.snapshot(output)).isEqualTo(before);
  }

  @Test
  void bytes_that_are_no_utf_8_stay_as_they_are() throws IOException {
    Path file = output.resolve("migration.yaml");
    byte[] comment = "# caf\u00e9\r\n".getBytes(StandardCharsets.ISO_8859_1);
    byte[] old = Files.readAllBytes(file);
    Files.write(file, comment);
    Files.write(file, old, StandardOpenOption.APPEND);

    Cli.Result result = Cli.run("rename", "daily", "nightly", project, "--kind", "job");

    assertThat(result.status()).as(result.err()).isZero();
    String text = Files.readString(file, StandardCharsets.ISO_8859_1);
    assertThat(text)
        .startsWith("# caf\u00e9\r\n")
        .isEqualTo(
            "# caf\u00e9\r\n"
                + new String(old, StandardCharsets.ISO_8859_1)
                    .replace("\n  daily: {", "\n  nightly: {"));
  }

  @Test
  void choices_that_cannot_take_the_new_name_are_refused() throws IOException {
    replace("migration.yaml", "  daily: {", "  ? \"dai\\\n    ly\"\n  : {");
    var before = Cli.snapshot(output);
    refused(7, "in a form in which m2d cannot", "daily", "nightly", "--kind", "job");
    refused(7, "Name it `nightly` by hand", "daily", "nightly", "--kind", "job", "--dry-run");
    assertThat(Cli.snapshot(output)).isEqualTo(before);

    Files.writeString(output.resolve("migration.yaml"), "jobs: [\n");
    refused(7, "migration.yaml", "daily", "nightly", "--kind", "job");
  }

  private void refused(int status, String says, String from, String to, String... options) {
    List<Object> arguments = new ArrayList<>(List.of("rename", from, to, project));
    arguments.addAll(List.of(options));
    Cli.Result result = Cli.run(arguments.toArray());
    assertThat(result.err()).contains(says);
    assertThat(result.status()).isEqualTo(status);
  }

  private void nothingIsLeftToDo() {
    assertThat(Cli.run("generate", project).err()).contains("Nothing to change");
  }

  private void replace(String path, String old, String with) throws IOException {
    assertThat(text(path)).contains(old);
    Files.writeString(output.resolve(path), text(path).replace(old, with));
  }

  private String text(String path) throws IOException {
    return Files.readString(output.resolve(path));
  }
}
