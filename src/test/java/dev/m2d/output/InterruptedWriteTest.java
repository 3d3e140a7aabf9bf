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
import java.util.Map;
import java.util.concurrent.Callable;
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
  private static final class SmallDisk extends Disk {
    private int room;

    SmallDisk(int room) {
      this.room = room;
    }

    @Override
    WritableByteChannel open(Path path) throws IOException {
      FileChannel file = FileChannel.open(path, StandardOpenOption.WRITE);
      return new WritableByteChannel() {
        @Override
        public int write(ByteBuffer bytes) throws IOException {
          int fits = Math.min(room, bytes.remaining());
          file.write(bytes.slice(bytes.position(), fits));
          bytes.position(bytes.position() + fits);
          room -= fits;
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
      };
    }
  }

  private void runWithRoom(int bytes, RenderedFile... files) throws Exception {
    try (OutputFolder out = OutputFolder.open(tree.folder, false)) {
      out.write(tree.plan(out, files), () -> false, new SmallDisk(bytes));
    }
  }

  @Test
  void wherever_the_disk_becomes_full_the_old_tree_stays_and_a_run_after_it_does_the_work()
      throws Exception {
    tree.run(OLD);
    Map<String, String> old = tree.snapshot();
    tree.run(NEW);
    Map<String, String> wanted = tree.snapshot();
    boolean finished = false;
    int failures = 0;
    for (int room = 0; !finished; room += 97) {
      tree = new Tree(temp.resolve("full-" + room));
      tree.run(OLD);
      try {
        runWithRoom(room, NEW);
        finished = true;
      } catch (WriteFailedException e) {
        failures++;
        assertThat(e).hasMessageContaining("No space left on device");
        assertThat(e.written()).isZero();
        assertThat(tree.snapshot()).as("with room for %s bytes", room).isEqualTo(old);
        tree.run(NEW);
      }
      assertThat(tree.snapshot()).as("with room for %s bytes", room).isEqualTo(wanted);
    }
    assertThat(failures).isGreaterThan(20);
  }

  @Test
  void a_first_run_that_fails_anywhere_leaves_nothing() throws Exception {
    boolean finished = false;
    for (int room = 0; !finished; room += 97) {
      tree = new Tree(temp.resolve("full-" + room));
      try {
        runWithRoom(room, OLD);
        finished = true;
      } catch (WriteFailedException e) {
        assertThat(tree.folder).doesNotExist();
      }
    }
  }

  @Test
  void a_run_that_is_cancelled_while_it_prepares_leaves_the_old_tree() throws Exception {
    tree.run(OLD);
    Map<String, String> old = tree.snapshot();
    for (int i = 0; ; i++) {
      int[] left = {i};
      boolean done;
      try (OutputFolder out = OutputFolder.open(tree.folder, false)) {
        done = out.write(tree.plan(out, NEW), () -> left[0]-- <= 0);
      }
      if (done) {
        assertThat(i).isGreaterThan(NEW.length);
        break;
      }
      assertThat(tree.snapshot()).as("cancelled at question %s", i).isEqualTo(old);
    }
    assertThat(tree.run(NEW).isEmpty()).isTrue();
  }

  /** A disk on which something happens when the journal is in its place. */
  private static Disk afterTheTurn(Callable<?> what) {
    return new Disk() {
      @Override
      void move(Path from, Path to) throws IOException {
        super.move(from, to);
        if (to.endsWith(Journal.PATH)) {
          try {
            what.call();
          } catch (Exception e) {
            throw new IOException(e);
          }
        }
      }
    };
  }

  @Test
  void a_folder_that_appears_in_the_place_of_a_file_stops_the_run_with_its_name() throws Exception {
    tree.run(OLD);
    Callable<?> appears =
        () -> {
          Files.delete(tree.folder.resolve("d/b.py"));
          tree.put("d/b.py/mine", "mine");
          return tree;
        };
    try (OutputFolder out = OutputFolder.open(tree.folder, false)) {
      WritePlan plan = tree.plan(out, NEW);
      assertThatThrownBy(() -> out.write(plan, () -> false, afterTheTurn(appears)))
          .isInstanceOf(WriteFailedException.class)
          .hasMessageContaining("cannot write `d/b.py`");
    }
    Files.delete(tree.folder.resolve("d/b.py/mine"));
    Files.delete(tree.folder.resolve("d/b.py"));
    tree.put("d/b.py", "old b\n");
    try (OutputFolder out = OutputFolder.open(tree.folder, false)) {
      assertThat(out.recovery().kind()).isEqualTo(Recovery.Kind.FINISHED);
      assertThat(out.recovery().skipped()).isEmpty();
    }
    assertThat(tree.read("d/b.py")).isEqualTo("new b\n");
    assertThat(tree.run(NEW).isEmpty()).isTrue();
  }

  @Test
  void a_file_system_that_takes_no_writes_is_named() {
    Tree readOnly = new Tree(Path.of("/proc/m2d-output"));

    assertThatThrownBy(() -> readOnly.run(OLD))
        .isInstanceOf(WriteFailedException.class)
        .hasMessageContaining("cannot write `.`");
  }

  @Test
  void what_a_killed_run_had_prepared_is_swept_away() throws Exception {
    tree.run(OLD);
    tree.put(".m2d/tmp/0", "half a fi");
    tree.put(".m2d/lock", "of a dead process");
    try (OutputFolder out = OutputFolder.open(tree.folder, false)) {
      assertThat(out.recovery().kind()).isEqualTo(Recovery.Kind.ROLLED_BACK);
    }

    assertThat(tree.folder.resolve(".m2d/tmp")).doesNotExist();
    assertThat(tree.folder.resolve(".m2d/lock")).doesNotExist();
    try (OutputFolder out = OutputFolder.open(tree.folder, false)) {
      assertThat(out.recovery().kind()).isEqualTo(Recovery.Kind.NONE);
    }
  }
}
