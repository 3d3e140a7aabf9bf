package dev.m2d.output;

import static dev.m2d.output.Tree.generated;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class UnwritableFolderTest {

  @TempDir Path temp;

  /** A disk on which a folder takes nothing; tests may run as a user who may write everywhere. */
  private static final class Closed extends Disk {
    private final Path folder;
    private final boolean isKnown;

    Closed(Path folder, boolean isKnown) {
      this.folder = folder;
      this.isKnown = isKnown;
    }

    @Override
    boolean isWritable(Path asked) {
      return !isKnown || !asked.endsWith(folder);
    }

    @Override
    void move(Path from, Path to) throws IOException {
      Path parent = to.getParent();
      if (parent != null && parent.endsWith(folder)) {
        throw new AccessDeniedException(to.toString());
      }
      super.move(from, to);
    }
  }

  @Test
  void a_folder_that_takes_nothing_leaves_the_old_tree_and_no_journal() throws Exception {
    Tree tree = new Tree(temp.resolve("tree"));
    tree.run(generated("a.py", "a\n"), generated("defs/b.py", "b\n"));
    Map<String, String> old = tree.snapshot();

    try (OutputFolder out = OutputFolder.open(tree.folder, false)) {
      WritePlan plan =
          tree.plan(
              out,
              generated("a.py", "A\n"),
              generated("defs/b.py", "b\n"),
              generated("defs/new/c.py", "c\n"));
      assertThatThrownBy(() -> out.write(plan, () -> false, new Closed(Path.of("defs"), true)))
          .isInstanceOf(WriteFailedException.class)
          .hasMessage("cannot write `defs/new/c.py`: permission denied");
    }

    assertThat(tree.snapshot()).isEqualTo(old);
    assertThat(tree.folder.resolve(Journal.PATH)).doesNotExist();
    assertThat(tree.folder.resolve(TreeWriter.TEMP)).doesNotExist();
  }

  @Test
  void what_closes_while_it_is_written_is_finished_once_it_is_open() throws Exception {
    Tree tree = new Tree(temp.resolve("tree"));
    tree.run(generated("a.py", "a\n"), generated("defs/b.py", "b\n"));
    try (OutputFolder out = OutputFolder.open(tree.folder, false)) {
      WritePlan plan = tree.plan(out, generated("a.py", "A\n"), generated("defs/b.py", "B\n"));
      assertThatThrownBy(() -> out.write(plan, () -> false, new Closed(Path.of("defs"), false)))
          .isInstanceOf(WriteFailedException.class);
    }
    assertThatThrownBy(
            () -> OutputFolder.open(tree.folder, false, new Closed(Path.of("defs"), false)))
        .isInstanceOf(WriteFailedException.class)
        .hasMessage("cannot write `defs/b.py`: permission denied");

    try (OutputFolder out = OutputFolder.open(tree.folder, false)) {
      assertThat(out.recovery().kind()).isEqualTo(Recovery.Kind.FINISHED);
    }
    assertThat(tree.read("a.py")).isEqualTo("A\n");
    assertThat(tree.read("defs/b.py")).isEqualTo("B\n");
    assertThat(Files.exists(tree.folder.resolve(Journal.PATH))).isFalse();
  }
}
