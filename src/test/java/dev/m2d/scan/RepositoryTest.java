package dev.m2d.scan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.m2d.diagnostic.Diagnostics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files around a project tell of it, but where several projects share a repository. */
class RepositoryTest {

  @TempDir private Path repository;

  @BeforeEach
  void twoScripts() throws IOException {
    Files.createDirectory(repository.resolve(".git"));
    write("elt/sales/meltano.yml", "version: 1\n");
    write("load.sh", "meltano run tap-a target-b\n");
    write("ops/sales.sh", "cd elt/sales\nmeltano run tap-c target-d\n");
  }

  @Test
  void the_only_project_of_a_repository_has_all_its_scripts() {
    assertThat(files()).containsExactly("../../load.sh", "../../ops/sales.sh");
  }

  @Test
  void of_two_projects_each_has_the_scripts_that_work_in_its_folder() throws IOException {
    write("elt/costs/meltano.yml", "version: 1\n");

    assertThat(files()).containsExactly("../../ops/sales.sh");
  }

  private List<String> files() {
    return Scanner.scan(repository.resolve("elt/sales"), new Diagnostics()).calls().stream()
        .map(c -> c.at().file())
        .toList();
  }

  private void write(String name, String text) throws IOException {
    Path file = repository.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }
}
