package dev.m2d.output;

import static dev.m2d.output.Tree.file;
import static dev.m2d.output.Tree.generated;
import static org.assertj.core.api.Assertions.assertThat;

import dev.m2d.render.Ownership;
import dev.m2d.render.RenderedFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class InterruptedEjectTest {

  private static final RenderedFile[] FILES = {
    generated("a.py", "a\n"),
    generated("dagster_project/parallel_run/b.py", "b\n"),
    file("README.md", "<!-- m2d:begin x -->\nx\n<!-- m2d:end x -->\n", Ownership.MANAGED_BLOCKS)
  };

  @TempDir Path temp;

  /** A disk that fails for good after so many changes. */
  private static final class BrokenDisk extends Disk {
    private int left;

    BrokenDisk(int left) {
      this.left = left;
    }

    private void use() throws IOException {
      if (left-- <= 0) {
        throw new IOException("broken");
      }
    }

    @Override
    void move(Path from, Path to) throws IOException {
      use();
      super.move(from, to);
    }

    @Override
    void delete(Path path) throws IOException {
      use();
      super.delete(path);
    }
  }

  @Test
  void wherever_it_stops_the_tree_is_the_old_one_or_the_next_run_ends_it() throws Exception {
    Map<String, String> wanted = Map.of("a.py", "a\n", "README.md", "x\n");
    int finishedLater = 0;
    for (int changes = 0; ; changes++) {
      Tree tree = new Tree(temp.resolve("at-" + changes));
      tree.run(FILES);
      Map<String, String> old = tree.snapshot();
      boolean ended;
      try (OutputFolder out = OutputFolder.open(tree.folder, false)) {
        ended = out.write(out.eject().plan(), () -> false, new BrokenDisk(changes));
      } catch (WriteFailedException e) {
        ended = false;
      }
      if (ended) {
        assertThat(tree.snapshot()).isEqualTo(wanted);
        break;
      }
      try (OutputFolder out = OutputFolder.open(tree.folder, true)) {
        if (out.recovery().kind() == Recovery.Kind.FINISHED) {
          finishedLater++;
          assertThat(out.writtenBy()).isEmpty();
        }
      }
      boolean isOld = Files.exists(tree.folder.resolve(Manifest.PATH));
      assertThat(tree.snapshot()).as("stopped at %s", changes).isEqualTo(isOld ? old : wanted);
    }
    assertThat(finishedLater).isGreaterThan(5);
  }
}
