package dev.m2d.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A patch that is printed has the bytes of its files, whatever they stand for. */
final class PatchBytesTest {

  private static final String JOB = "dagster_project/defs/jobs/daily.py";

  @TempDir private Path temporary;

  @Test
  void git_takes_the_patch_of_a_file_that_is_no_utf_8() throws Exception {
    Path project = Cli.copy("quickbooks-jobs", temporary.resolve("project"));
    assertThat(Cli.run("generate", project).status()).isZero();
    Path job = project.resolve("dagster_project").resolve(JOB);
    String line = "        dbt.task(\"dbt-postgres:run\"";
    assertThat(job).content().contains(line);
    Files.writeString(
        job,
        Files.readString(job).replace(line, "        # caf\u00e9\n" + line),
        StandardCharsets.ISO_8859_1);
    Path meltano = project.resolve("meltano.yml");
    Files.writeString(meltano, Files.readString(meltano).replace("  - dbt-postgres:test\n", ""));
    assertThat(run(project, "git", "init", "-q")).isZero();

    for (String command : new String[] {"diff --format patch", "generate --check"}) {
      Cli.start(project, "", (Object[]) command.split(" ")).waitFor();
      Path patch = project.resolve("out.txt");
      assertThat(Files.readString(patch, StandardCharsets.ISO_8859_1))
          .as(Files.readString(project.resolve("err.txt")))
          .contains("b/dagster_project/" + JOB)
          .contains("# caf\u00e9");
      assertThat(run(project, "git", "apply", "--check", "out.txt")).as(command).isZero();
    }
  }

  private static int run(Path folder, String... command) throws Exception {
    return new ProcessBuilder(command).directory(folder.toFile()).inheritIO().start().waitFor();
  }
}
