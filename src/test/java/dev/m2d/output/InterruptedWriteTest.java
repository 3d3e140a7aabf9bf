package dev.m2d.output;

import static dev.m2d.output.Tree.file;
import static dev.m2d.output.Tree.generated;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.m2d.render.Ownership;
import dev.m2d.render.RenderedFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class InterruptedWriteTest {

  private static final RenderedFile[] OLD = files("old");
  private static final RenderedFile[] NEW = Tree.with(files("new"), generated("n/new.py", "new\n"));

  @TempDir Path temp;
  private Tree tree;

  private static RenderedFile[] files(String word) {
    return new RenderedFile[] {
      generated("a.py", word + " a\n"),
      generated("d/b.py", word + " b\n"),
      generated(word + ".py", word + " c\n"),
      file(
          "README.md",
          "<!-- m2d:begin x -->\n" + word + "\n<!-- m2d:end x -->\n",
          Ownership.MANAGED_BLOCKS),
      file("migration.yaml", "jobs:\n  " + word + ": {order: strict}\n", Ownership.APPENDED),
      file(".env", word + "=1\n", Ownership.SECRET)
    };
  }

  @BeforeEach
  void folder() {
    tree = new Tree(temp.resolve("out"));
  }

  /** A disk with room for so many bytes. */
  private static final class SmallDisk implements WritableByteChannel {
    private final FileChannel file;
    private final int[] room;

    SmallDisk(Path path, int[] room) throws IOException {
      this.file = FileChannel.open(path, StandardOpenOption.WRITE);
      this.room = room;
    }

    @Override
    public int write(ByteBuffer bytes) throws IOException {
      int fits = Math.min(room[0], bytes.remaining());
      ByteBuffer part = bytes.slice(bytes.position(), fits);
      file.write(part);
      bytes.position(bytes.position() + fits);
      room[0] -= fits;
      if (bytes.hasRemaining()) {
        throw new IOException("No space left on device");
      }
      return fits;
    }

    @Override
    public boolean isOpen() {
      return file.isOpen();
    }

    @Override
    public void close() throws IOException {
      file.close();
    }
  }

  private void runWithRoom(int bytes, RenderedFile... files) throws Exception {
    int[] room = {bytes};
    try (OutputFolder out = OutputFolder.open(tree.folder, false)) {
      WritePlan plan = out.reconcile(List.of(files), Tree.header(), tree.names);
      out.write(plan, new TreeWriter(out.tree(), path -> new SmallDisk(path, room)));
    }
  }

  @Test
  void wherever_the_disk_becomes_full_a_run_after_it_finishes_the_work() throws Exception {
    tree.run(OLD);
    tree.run(NEW);
    Map<String, String> wanted = tree.snapshot();
    boolean finished = false;
    int failures = 0;
    for (int room = 0; !finished; room += 37) {
      tree = new Tree(temp.resolve("full-" + room));
      tree.run(OLD);
      try {
        runWithRoom(room, NEW);
        finished = true;
      } catch (WriteFailedException e) {
        failures++;
        assertThat(e).hasMessageContaining("No space left on device");
        assertEveryFileIsWhole();
        tree.run(NEW);
      }
      assertThat(tree.snapshot()).as("with room for %s bytes", room).isEqualTo(wanted);
    }
    assertThat(failures).isGreaterThan(20);
  }

  @Test
  void a_first_run_that_fails_anywhere_can_be_repeated() throws Exception {
    tree.run(OLD);
    Map<String, String> wanted = tree.snapshot();
    boolean finished = false;
    for (int room = 0; !finished; room += 37) {
      tree = new Tree(temp.resolve("full-" + room));
      try {
        runWithRoom(room, OLD);
        finished = true;
      } catch (WriteFailedException e) {
        tree.run(OLD);
      }
      assertThat(tree.snapshot()).as("with room for %s bytes", room).isEqualTo(wanted);
    }
  }

  @Test
  void a_file_edited_after_the_failure_is_still_refused() throws Exception {
    tree.run(OLD);
    int manifest = tree.read(".m2d/manifest.json").length();
    assertThatThrownBy(() -> runWithRoom(manifest * 2, NEW))
        .isInstanceOf(WriteFailedException.class);
    tree.put("a.py", "edited\n");

    assertThat(tree.refusals(NEW))
        .containsExactly("M2D601 a.py:1:1 `a.py` was edited since m2d wrote it.");
  }

  @Test
  void nothing_is_left_of_a_first_run_that_could_not_write_at_all() throws Exception {
    assertThatThrownBy(() -> runWithRoom(10, OLD)).isInstanceOf(WriteFailedException.class);

    assertThat(tree.folder).doesNotExist();
  }

  @Test
  void a_folder_that_appears_in_the_place_of_a_file_stops_the_run_with_its_name() throws Exception {
    tree.run(OLD);
    try (OutputFolder out = OutputFolder.open(tree.folder, false)) {
      WritePlan plan = out.reconcile(List.of(NEW), Tree.header(), tree.names);
      Files.delete(tree.folder.resolve("d/b.py"));
      tree.put("d/b.py/mine", "mine");
      assertThatThrownBy(() -> out.write(plan))
          .isInstanceOfSatisfying(
              WriteFailedException.class,
              e -> {
                assertThat(e).hasMessageContaining("cannot write `d/b.py`");
                assertThat(e.written()).isPositive().isLessThan(e.planned());
              });
    }
    Files.delete(tree.folder.resolve("d/b.py/mine"));
    Files.delete(tree.folder.resolve("d/b.py"));
    tree.put("d/b.py", "old b\n");
    tree.run(NEW);
    assertThat(tree.read("d/b.py")).isEqualTo("new b\n");
  }

  @Test
  void a_file_system_that_takes_no_writes_is_named() {
    Tree readOnly = new Tree(Path.of("/proc/m2d-output"));

    assertThatThrownBy(() -> readOnly.run(OLD))
        .isInstanceOf(WriteFailedException.class)
        .hasMessageContaining("cannot write `.`");
  }

  @Test
  void what_a_killed_run_left_behind_is_swept_away() throws Exception {
    tree.run(OLD);
    tree.put(".m2d/tmp/new", "half a fi");
    tree.put(".m2d/lock", "of a dead process");
    tree.run(NEW);

    assertThat(tree.folder.resolve(".m2d/tmp")).doesNotExist();
    assertThat(tree.folder.resolve(".m2d/lock")).doesNotExist();
  }

  private void assertEveryFileIsWhole() throws IOException {
    for (String path : List.of("a.py", "d/b.py")) {
      assertThat(tree.read(path)).matches("(old|new) .\n");
    }
  }
}
