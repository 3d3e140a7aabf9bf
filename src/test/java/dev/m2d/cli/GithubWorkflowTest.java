package dev.m2d.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The workflow is written into the repository and nowhere else. */
final class GithubWorkflowTest {

  @TempDir private Path temporary;

  @Test
  void no_link_in_the_place_of_a_draft_is_followed() throws Exception {
    Path top = temporary.resolve("top");
    Path folder = Files.createDirectories(top.resolve(".github/workflows"));
    Files.createDirectory(top.resolve(".git"));
    Path victim = Files.writeString(temporary.resolve("victim"), "mine\n");
    Files.createSymbolicLink(folder.resolve(".m2d.yml.tmp"), victim);

    GithubWorkflow workflow = GithubWorkflow.of(top, top.resolve("dagster_project"));

    assertThat(workflow.write()).isEqualTo(GithubWorkflow.Outcome.WRITTEN);
    assertThat(victim).hasContent("mine\n");
    assertThat(folder.resolve("m2d.yml")).isRegularFile().isNotEmptyFile();
    assertThat(Files.isSymbolicLink(folder.resolve("m2d.yml"))).isFalse();
    try (Stream<Path> list = Files.list(folder)) {
      assertThat(list.map(p -> p.getFileName().toString()))
          .containsExactlyInAnyOrder(".m2d.yml.tmp", "m2d.yml");
    }
    assertThat(workflow.write()).isEqualTo(GithubWorkflow.Outcome.KEPT);
  }
}
