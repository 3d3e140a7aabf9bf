package dev.m2d.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which pipelines can be native, and what is said of the others. */
final class NativeChoiceTest {
  private static final String ITEMS = "dagster_project/defs/assets/tap_csv_items__target_postgres";
  private static final String FILES =
      """
      files:
      - entity: items
        path: ${ITEMS_FILE_PATH}
        keys: [Item Id]
      """
          .indent(6);

  @TempDir private Path folder;

  @Test
  void aPluginThatNamesNoVariantIsOfThatOfItsLockFile() throws IOException {
    Path project = project("    variant: meltanolabs\n", "");
    assertThat(Cli.run("generate", project).err()).doesNotContain("M2D545");
    assertThat(project.resolve("dagster_project").resolve(ITEMS)).isDirectory();
  }

  @Test
  void anotherVariantStaysWithTapAndTarget() throws IOException {
    Path project =
        project(
            "    variant: meltanolabs\n    pip_url: melt", "    variant: other\n    pip_url: melt");
    assertThat(audit(project))
        .contains("`target-postgres` is of variant `other`, and not of `meltanolabs`");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "|`csv_files_definition`: `data/files.json` is not there|meltano.yml:",
        "{}|`csv_files_definition`: `data/files.json` is no list|data/files.json:1:1",
        "[1]|has an entry that is no object|data/files.json:1:2",
        "[{\"entity\": \"items\"}]|has an entry without `path`|data/files.json:1:2",
        "[{\"entity\": \"items\", \"path\": 1}]|has a `path` that is no text|data/files.json:1:30",
      })
  void whatIsWrongWithAFileOfDefinitionsIsTold(String text, String told, String place)
      throws IOException {
    Path project = project(FILES, "      csv_files_definition: data/files.json\n");
    if (text != null) {
      Files.writeString(project.resolve("data/files.json"), text);
    }
    assertThat(audit(project)).contains(told, place);
    Path switchboard = project.resolve("dagster_project/migration.yaml");
    Files.createDirectories(switchboard.getParent());
    Files.writeString(
        switchboard,
        "schema_version: 1\npipelines:\n  tap_csv_items__target_postgres: {runner: native}\n");
    assertThat(Cli.run("generate", "--adopt", project).err()).contains("M2D545", told, place);
    assertThat(project.resolve("dagster_project").resolve(ITEMS + ".py")).exists();
  }

  @Test
  void aFileOfDefinitionsThatIsNoJsonIsRefused() throws IOException {
    Path project = project(FILES, "      csv_files_definition: data/files.json\n");
    Files.writeString(project.resolve("data/files.json"), "[{");
    Cli.Result result = Cli.run("generate", project);
    assertThat(result.status()).isEqualTo(ExitCode.UNREADABLE);
    assertThat(result.err()).contains("error[", "data/files.json:1:");
  }

  @Test
  void whatIsNotExactIsTold() throws IOException {
    Path project = Cli.copy("quickbooks-native", folder.resolve("project"));
    assertThat(audit(project))
        .contains(
            "Not exact natively: Each load reads the headers anew, as with `--refresh-catalog`");
  }

  /** Whichever of them stands first in meltano.yml: so does the tap. */
  @Test
  void tablesAreFilledInTheOrderOfTheirNames() throws IOException {
    Path project =
        project(FILES, FILES.replace("items", "zebra") + FILES.substring(FILES.indexOf('\n') + 1));
    assertThat(Cli.run("generate", project).status()).isEqualTo(ExitCode.OK);
    Path jobs = project.resolve("dagster_project/dagster_project/defs/jobs");
    String job = Files.readString(jobs.resolve("items.py"));
    assertThat(job.substring(job.indexOf("tasks=")))
        .containsSubsequence("postgres_files,", "_items_table", "_zebra_table", "_management");
  }

  /** What it says, on one line. */
  private static String audit(Path project) {
    return Cli.run("audit", project).out().replaceAll("\\s+", " ");
  }

  private Path project(String old, String other) throws IOException {
    Path project = Cli.copy("quickbooks-native", folder.resolve("project"));
    Path settings = project.resolve("meltano.yml");
    String text = Files.readString(settings);
    assertThat(text).contains(old);
    Files.writeString(settings, text.replace(old, other));
    return project;
  }
}
