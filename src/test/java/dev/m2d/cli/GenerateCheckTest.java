package dev.m2d.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** `m2d generate --check`: a gate that looks, prints the patch, and writes nothing. */
final class GenerateCheckTest {

  private static final String JOB = "dagster_project/defs/jobs/daily.py";

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
  void what_was_just_written_is_in_step() throws IOException {
    Cli.Result result = check(ExitCode.OK);
    assertThat(result.out()).isEmpty();
    assertThat(result.err()).startsWith("In step: ").hasLineCount(1);
  }

  @Test
  void a_tree_that_cannot_be_written_to_is_looked_at() throws IOException {
    permit(project, false);
    try {
      check(ExitCode.OK);
    } finally {
      permit(project, true);
    }
  }

  @Test
  void edits_that_need_nothing_are_in_step() throws IOException {
    Files.writeString(output.resolve(JOB), "\n# Mine.\n", StandardOpenOption.APPEND);
    Files.delete(output.resolve("dagster_project/defs/schedules/daily.py"));
    Files.writeString(output.resolve("notes.txt"), "mine");
    check(ExitCode.OK);
  }

  @Test
  void lines_of_meltano_yml_that_only_move_are_in_step() throws IOException {
    Path file = project.resolve("meltano.yml");
    Files.writeString(file, "# A comment.\n\n" + Files.readString(file));
    check(ExitCode.OK);
    Path manifest = output.resolve(".m2d/manifest.json");
    String text = Files.readString(manifest);
    Files.writeString(manifest, text.replace("\"" + ToolVersion.get() + "\"", "\"0.0.1\""));
    assertThat(Files.readString(manifest)).isNotEqualTo(text);
    check(ExitCode.OK);
    Files.delete(output.resolve(".m2d/base/" + JOB + ".base"));
    check(ExitCode.OK);
  }

  @Test
  void a_change_is_printed_as_a_patch() throws IOException {
    Path file = project.resolve("meltano.yml");
    Files.writeString(
        file, Files.readString(file).replaceFirst("interval: '?[^\n]+", "interval: '17 3 * * *'"));

    Cli.Result result = check(ExitCode.DRIFT);

    assertThat(result.out())
        .startsWith("diff --git a/dagster_project/defs/schedules/daily.py")
        .contains("\n+", "17 3 * * *")
        .doesNotContain(".m2d/");
    assertThat(result.err())
        .contains("  replace  dagster_project/defs/schedules/daily.py")
        .contains("not in step: `m2d generate` would change 1 file in");
    assertThat(Cli.run("generate", project).status()).isZero();
    check(ExitCode.OK);
  }

  @Test
  void conflicts_that_nobody_resolved_are_named() throws IOException {
    String text = Files.readString(output.resolve(JOB));
    Files.writeString(
        output.resolve(JOB), text + "<<<<<<< yours\n# a\n=======\n# b\n>>>>>>> m2d\n");
    Cli.Result result = check(ExitCode.CONFLICTS);
    assertThat(result.err()).contains(JOB + ":" + (text.lines().count() + 1));
    assertThat(result.out()).isEmpty();
  }

  @Test
  void files_of_secrets_are_not_committed_and_so_not_missed() throws IOException {
    Path other = Cli.copy("secrets", temporary.resolve("secrets"));
    Cli.run("generate", other);
    Files.delete(other.resolve("dagster_project/.env"));
    Files.deleteIfExists(other.resolve(".env"));
    Cli.Result result = Cli.run("generate", "--check", other);
    assertThat(result.status()).as(result.out() + result.err()).isZero();
  }

  @Test
  void without_a_generated_project_the_gate_is_shut() throws IOException {
    Cli.Result result = Cli.run("generate", "--check", project, "-o", temporary.resolve("none"));
    assertThat(result.status()).isEqualTo(ExitCode.DRIFT);
    assertThat(result.err()).contains("there is no generated project in");
    assertThat(temporary.resolve("none")).doesNotExist();
    Files.delete(output.resolve(".m2d/manifest.json"));
    check(ExitCode.REFUSED);
    assertThat(Cli.run("generate", "--check", "--adopt", project).status())
        .isEqualTo(ExitCode.USAGE);
  }

  private Cli.Result check(int status) throws IOException {
    Map<String, String> before = Cli.snapshot(project);
    Cli.Result result = Cli.run("generate", "--check", project);
    assertThat(result.status()).as(result.out() + result.err()).isEqualTo(status);
    assertThat(Cli.snapshot(project)).isEqualTo(before);
    return result;
  }

  private static void permit(Path folder, boolean writes) throws IOException {
    try (Stream<Path> walk = Files.walk(folder)) {
      for (Path path : walk.toList()) {
        Set<PosixFilePermission> mode = Files.getPosixFilePermissions(path);
        if (writes) {
          mode.add(PosixFilePermission.OWNER_WRITE);
        } else {
          mode.remove(PosixFilePermission.OWNER_WRITE);
        }
        Files.setPosixFilePermissions(path, mode);
      }
    }
  }
}
