package dev.m2d.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Findings as they are shown on standard error. */
final class FindingsTest {

  @TempDir private Path project;

  private Cli.Result inspect(int unknown) throws IOException {
    String tasks = "  - nobody\n".repeat(unknown);
    Files.writeString(project.resolve("meltano.yml"), "jobs:\n- name: all\n  tasks:\n" + tasks);
    return Cli.run("inspect", project);
  }

  private static long shown(Cli.Result result) {
    return result.err().lines().filter(line -> line.contains("[M2D220]: ")).count();
  }

  @Test
  void of_many_of_one_kind_the_first_are_shown_and_the_rest_is_counted() throws IOException {
    Cli.Result result = inspect(1350);
    assertThat(shown(result)).isEqualTo(100);
    assertThat(result.err())
        .contains("\n... and 1,250 more of M2D220 in meltano.yml.\n")
        .contains("Findings: 1350 ");
  }

  @Test
  void a_hundred_are_shown_all() throws IOException {
    Cli.Result result = inspect(100);
    assertThat(shown(result)).isEqualTo(100);
    assertThat(result.err()).doesNotContain("more of");
  }
}
