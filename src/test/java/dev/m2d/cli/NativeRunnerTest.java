package dev.m2d.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the words on runners make of a generated project. */
final class NativeRunnerTest {

  @TempDir private Path folder;

  @Test
  void thereAndBackLeavesOnlyWhatIsTheUsers() throws IOException {
    Path project = Cli.copy("quickbooks-jobs", folder.resolve("project"));
    Path output = project.resolve("dagster_project");
    Map<String, String> singer = generated(project);
    say(output, "singer", "native");
    Map<String, String> natively = generated(project);
    assertThat(natively)
        .containsKeys(
            "dagster_project/files/importer.py",
            "dagster_project/defs/assets/tap_csv__target_postgres/constants.py")
        .doesNotContainKey("dagster_project/defs/assets/tap_csv__target_postgres.py");
    say(output, "native", "singer");
    Map<String, String> back = generated(project);
    assertThat(back.keySet()).contains("files.yaml");
    back.keySet().removeIf(path -> !singer.containsKey(path));
    assertThat(back).isEqualTo(singer);
  }

  @Test
  void aRenamedPipelineStaysNative() throws IOException {
    Path project = Cli.copy("quickbooks-native", folder.resolve("project"));
    Path output = project.resolve("dagster_project");
    generated(project);
    Path constants =
        output.resolve("dagster_project/defs/assets/tap_csv__target_postgres/constants.py");
    Files.writeString(constants, Files.readString(constants) + "# mine\n");
    Cli.Result result =
        Cli.run("rename", "--kind", "op", "tap_csv__target_postgres", "exports", project);
    assertThat(result.status()).as(result.err()).isZero();
    assertThat(output.resolve("dagster_project/defs/assets/exports/constants.py"))
        .content()
        .contains("name=\"exports\"", "# mine");
    assertThat(output.resolve("migration.yaml")).content().contains("exports: {runner: native}");
    assertThat(output.resolve("files.yaml")).content().contains("  exports: {}");
    assertThat(Cli.run("generate", project).err()).contains("Nothing to change");
  }

  @Test
  void columnsThatDbtDescribesAreThoseOfFilesButForTheTargets() throws IOException {
    Path project = Cli.copy("quickbooks-native", folder.resolve("project"));
    Path sources = project.resolve("transform/models/staging/sources.yml");
    String more =
        "  - name: invoices\n    columns:\n    - name: Due Date\n    - name: _sdc_batched_at\n";
    Files.writeString(sources, Files.readString(sources).replace("  - name: invoices\n", more));
    generated(project);
    assertThat(
            project.resolve(
                "dagster_project/dagster_project/defs/assets/tap_csv__target_postgres/constants.py"))
        .content()
        .contains("FileType(\"invoices\", patterns=(\"*invoices*.csv\",), columns=(\"Due Date\",))")
        .contains("FileType(\"sales_receipts\", patterns=(\"*sales_receipts*.csv\",))");
  }

  @Test
  void namesOfTheKitStayWhatTheyAreWhateverMeltanoNamesLater() throws IOException {
    Path project = Cli.copy("quickbooks-native", folder.resolve("project"));
    Map<String, String> before = generated(project);
    Path settings = project.resolve("meltano.yml");
    String text = Files.readString(settings);
    String job = "- name: tap_csv__target_postgres_retention\n  tasks: [dbt-postgres:run]\n";
    Files.writeString(settings, text.replace("\nschedules:", job + "\nschedules:"));
    Map<String, String> after = generated(project);
    assertThat(after.get("dagster_project/defs/jobs/tap_csv__target_postgres_retention_2.py"))
        .contains("name=\"tap_csv__target_postgres_retention_2\"");
    String constants = "dagster_project/defs/assets/tap_csv__target_postgres/constants.py";
    assertThat(after.get(constants)).isEqualTo(before.get(constants)).doesNotContain("stem=");
    assertThat(
            Cli.run("rename", "--kind", "op", "tap_csv__target_postgres", "exports", project)
                .status())
        .isZero();
    assertThat(project.resolve("dagster_project/dagster_project/defs/assets/exports/constants.py"))
        .content()
        .contains("stem=\"tap_csv__target_postgres\"");
  }

  @Test
  void anotherRunnerIsOneSentenceForAPipeline() throws IOException {
    Path project = Cli.copy("quickbooks-jobs", folder.resolve("project"));
    Path output = project.resolve("dagster_project");
    generated(project);
    String last = "singer";
    for (String runner : new String[] {"native", "singer", "meltano", "native"}) {
      say(output, last, runner);
      String told = Cli.run("diff", project).out().replace("`", "");
      for (String name :
          new String[] {"tap_csv__target_postgres", "tap_csv_items__target_postgres"}) {
        assertThat(told).contains(name + " is run by " + runner + " now, before by " + last);
      }
      assertThat(told).doesNotContain("another order", "job daily", "job items");
      generated(project);
      last = runner;
    }
  }

  @Test
  void anUnknownWordOfTheOptionIsRefused() throws IOException {
    Path project = Cli.copy("quickbooks-jobs", folder.resolve("project"));
    Files.writeString(project.resolve("m2d.yaml"), "runner: natvie\n");
    Cli.Result result = Cli.run("generate", project);
    assertThat(result.status()).isEqualTo(ExitCode.UNREADABLE);
    assertThat(result.err()).contains("error[M2D702]", "m2d.yaml:1:9", "`native`");
  }

  private static void say(Path output, String from, String to) throws IOException {
    Path file = output.resolve("migration.yaml");
    String text = Files.readString(file);
    Files.writeString(file, text.replace("{runner: " + from + "}", "{runner: " + to + "}"));
  }

  private static Map<String, String> generated(Path project) throws IOException {
    Cli.Result result = Cli.run("generate", project);
    assertThat(result.status()).as(result.err()).isZero();
    Map<String, String> files = Cli.snapshot(project.resolve("dagster_project"));
    files.keySet().removeIf(path -> path.startsWith(".m2d/"));
    return files;
  }
}
