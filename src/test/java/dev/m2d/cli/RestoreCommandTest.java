package dev.m2d.cli;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** `m2d restore` gives a file m2d's text, and loses nothing of the user's. */
final class RestoreCommandTest {

  private static final String JOB = "dagster_project/defs/jobs/daily.py";

  @TempDir private Path temporary;
  private Path project;
  private Path output;
  private Map<String, String> pristine;

  @BeforeEach
  void generated() throws IOException {
    project = Cli.copy("quickbooks-jobs", temporary.resolve("project"));
    output = project.resolve("dagster_project");
    assertThat(Cli.run("generate", project).status()).isZero();
    pristine = Cli.snapshot(output);
  }

  @Test
  void an_edited_file_is_kept_beside_the_restored_one() throws IOException {
    write(JOB, "mine\r\n");
    assertThat(restored(JOB)).contains("restored: " + JOB + " (yours is in " + JOB + ".orig)");
    assertThat(text(JOB)).isEqualTo(pristine.get(JOB));
    assertThat(text(JOB + ".orig")).isEqualTo("mine\r\n");

    assertThat(restored(JOB)).contains("as m2d wrote it: " + JOB);
    write(JOB, "mine, later\n");
    assertThat(restored(JOB)).contains("yours is in " + JOB + ".orig2");
    write(JOB, "mine\r\n");
    assertThat(restored(JOB)).contains("yours is in " + JOB + ".orig)");
    Files.delete(output.resolve(JOB + ".orig"));
    Files.delete(output.resolve(JOB + ".orig2"));
    isAsGenerated();
  }

  @Test
  void what_an_edit_left_unmerged_goes_with_it() throws IOException {
    write(JOB, was(JOB).replace("name=\"daily\"", "name=\"my_daily\""));
    String other = text("../meltano.yml").replace("name: daily", "name: nightly");
    Files.writeString(project.resolve("meltano.yml"), other);
    write(JOB, "<<<<<<< yours\na = 1\n=======\na = 2\n>>>>>>> m2d\n");
    write(JOB + ".rej", "what m2d had\n");
    assertThat(Cli.run("generate", project).status()).isEqualTo(ExitCode.CONFLICTS);

    assertThat(restored(JOB)).contains("deleted: " + JOB + ".rej (its changes are in " + JOB);

    assertThat(text(JOB)).isEqualTo(pristine.get(JOB));
    assertThat(Cli.run("generate", project).status()).isZero();
  }

  @Test
  void a_deleted_file_is_written_as_m2d_writes_it_now() throws IOException {
    String plugin = "plugins/extractors/tap-csv-items.yaml";
    assertThat(pristine).containsKey(plugin);
    Files.delete(output.resolve(plugin));
    assertThat(Cli.run("generate", project).err()).contains("stays deleted");
    Files.writeString(
        project.resolve("meltano.yml"),
        text("../meltano.yml")
            .replace("- name: tap-csv-items\n", "- name: tap-csv-items\n    env: {ADDED: x}\n"));
    assertThat(Cli.run("generate", project).status()).isZero();

    assertThat(restored(plugin)).contains("restored: " + plugin + " (as m2d writes it now)");

    assertThat(text(plugin)).contains("ADDED");
    assertThat(Cli.run("generate", project).err()).contains("Nothing to change");
  }

  @Test
  void without_meltano_a_deleted_file_is_as_it_was() throws IOException {
    Files.delete(output.resolve(JOB));
    assertThat(Cli.run("generate", project).status()).isZero();
    Files.delete(project.resolve("meltano.yml"));
    assertThat(restored(JOB)).contains("(as it was when you deleted it)");
    isAsGenerated();
  }

  @Test
  void a_lost_copy_is_made_anew() throws IOException {
    Files.delete(output.resolve(".m2d/base/" + JOB + ".base"));
    write(JOB, "mine\n");
    assertThat(restored(JOB)).contains("its copy in .m2d/base was lost; yours is in");
    Files.delete(output.resolve(JOB + ".orig"));
    isAsGenerated();

    Files.delete(output.resolve(".m2d/base/" + JOB + ".base"));
    Files.delete(project.resolve("meltano.yml"));
    Cli.Result result = Cli.run("restore", output.resolve(JOB));
    assertThat(result.status()).isEqualTo(ExitCode.REFUSED);
    assertThat(result.err()).contains("the text of `" + JOB + "` is lost");
  }

  @Test
  void of_a_file_with_managed_blocks_the_blocks_are_restored() throws IOException {
    String readme = was("README.md");
    String block = readme.substring(readme.indexOf("<!-- m2d:begin names"));
    block = block.substring(0, block.indexOf("<!-- m2d:end names -->") + 22);
    write(
        "README.md",
        "# Ours\n\n"
            + readme.replace(block, "").replace("## ", "### ").replace("| 1 packages", "| one"));

    restored("README.md");

    assertThat(text("README.md"))
        .startsWith("# Ours\n\n")
        .endsWith("\n" + block + "\n")
        .contains("| 1 packages");
    assertThat(Cli.run("generate", project).err()).contains("Nothing to change");

    write("README.md", "<!-- m2d:begin names -->\n");
    restored("README.md");
    assertThat(text("README.md")).isEqualTo(readme);
  }

  @Test
  void a_moved_file_is_restored_where_it_is() throws IOException {
    String there = "dagster_project/defs/jobs/mine/daily.py";
    Files.createDirectories(output.resolve(there).getParent());
    Files.move(output.resolve(JOB), output.resolve(there));
    write(there, text(there) + "# mine\n");

    assertThat(restored(JOB)).contains("restored: " + there);

    assertThat(output.resolve(JOB)).doesNotExist();
    assertThat(text(there)).isEqualTo(pristine.get(JOB));
    write(there, text(there) + "# mine\n");
    assertThat(restored(there)).contains("restored: " + there);
    assertThat(Cli.run("generate", project).err()).contains("Nothing to change");
  }

  @Test
  void files_of_yours_are_restored_too_but_no_secrets() throws IOException {
    write("migration.yaml", "mine: 1\n");
    restored("migration.yaml");
    assertThat(text("migration.yaml")).isEqualTo(pristine.get("migration.yaml"));
    assertThat(text("migration.yaml.orig")).isEqualTo("mine: 1\n");

    Path other = Cli.copy("secrets", temporary.resolve("secrets"));
    Cli.run("generate", other);
    Path secrets = other.resolve("dagster_project/.env");
    assertThat(secrets).exists();
    Cli.Result result = Cli.run("restore", secrets);
    assertThat(result.status()).isEqualTo(ExitCode.REFUSED);
    assertThat(result.err()).contains("`.env` holds secrets");
  }

  @Test
  void other_files_are_named_and_nothing_is_written() throws IOException {
    write(JOB, "mine\n");
    Cli.Result result =
        Cli.run(
            "restore", output.resolve(JOB), output.resolve("dagster_project/defs/jobs/dialy.py"));
    assertThat(result.status()).isEqualTo(ExitCode.UNREADABLE);
    assertThat(result.err())
        .contains("`m2d generate` did not write it. Did you mean `" + JOB + "`?");
    assertThat(text(JOB)).isEqualTo("mine\n");
    assertThat(Cli.run("restore", project.resolve("meltano.yml")).status()).isEqualTo(1);
    assertThat(Cli.run("restore", output.resolve("plugins")).err()).contains("it is a folder");
    assertThat(Cli.run("restore", "--dry-run", output.resolve(JOB)).err())
        .contains("would be restored: " + JOB, "Nothing was changed.");
    assertThat(text(JOB)).isEqualTo("mine\n");
  }

  private String was(String path) {
    return requireNonNull(pristine.get(path));
  }

  private String restored(String path) {
    Cli.Result result = Cli.run("restore", output.resolve(path));
    assertThat(result.status()).as(result.err()).isZero();
    return result.err();
  }

  private void isAsGenerated() throws IOException {
    Map<String, String> now = Cli.snapshot(output);
    // The manifest may still say that a file was deleted before.
    now.remove(".m2d/manifest.json");
    Map<String, String> before = new TreeMap<>(pristine);
    before.remove(".m2d/manifest.json");
    assertThat(now).isEqualTo(before);
  }

  private void write(String path, String text) throws IOException {
    Files.writeString(output.resolve(path), text);
  }

  private String text(String path) throws IOException {
    return Files.readString(output.resolve(path));
  }
}
