package dev.m2d.output;

import dev.m2d.render.Ownership;
import dev.m2d.render.RenderedFile;
import java.io.IOException;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;

/**
 * A run in a process of its own that stops before one of its steps, says so in a file, and waits to
 * be killed. Arguments: the output folder, the step (from 0), the file. With step -1 it ends well,
 * and the file lists all its steps.
 */
final class KilledRun {

  static RenderedFile[] before() {
    return files("old");
  }

  /** With one file more, one less, and one that was edited meanwhile. */
  static RenderedFile[] after() {
    return files("new");
  }

  private static RenderedFile[] files(String word) {
    return new RenderedFile[] {
      Tree.generated("a.py", word + " a\n"),
      Tree.generated("d/edited.py", "one\ntwo\n" + word + "\nfour\nfive\n"),
      Tree.generated(word + "/only.py", word + " c\n"),
      Tree.file(".env", word + "=1\n", Ownership.SECRET)
    };
  }

  public static void main(String[] args) throws Exception {
    Tree tree = new Tree(Path.of(args[0]));
    StoppingDisk disk = new StoppingDisk(Integer.parseInt(args[1]), Path.of(args[2]));
    try (OutputFolder out = OutputFolder.open(tree.folder, false, disk)) {
      out.write(tree.plan(out, after()), () -> false, disk);
    }
    Files.write(Path.of(args[2]), disk.told);
  }

  /** Stops for ever before the step of that number. */
  private static final class StoppingDisk extends Disk {
    private final int stop;
    private final Path sign;
    private final List<String> told = new ArrayList<>();

    StoppingDisk(int stop, Path sign) {
      this.stop = stop;
      this.sign = sign;
    }

    private void step(String what) throws IOException {
      told.add(what);
      if (told.size() == stop + 1) {
        Files.writeString(sign, what);
        try {
          new CountDownLatch(1).await();
        } catch (InterruptedException e) {
          throw new IOException(e);
        }
      }
    }

    @Override
    void create(Path file, byte[] content, Set<PosixFilePermission> mode) throws IOException {
      step("create " + file);
      super.create(file, content, mode);
    }

    @Override
    WritableByteChannel open(Path file) throws IOException {
      step("fill " + file);
      return super.open(file);
    }

    @Override
    void move(Path from, Path to) throws IOException {
      step("move to " + to);
      super.move(from, to);
    }

    @Override
    void delete(Path file) throws IOException {
      step("delete " + file);
      super.delete(file);
    }

    @Override
    void sync(Path folder) throws IOException {
      step("sync " + folder);
      super.sync(folder);
    }
  }

  private KilledRun() {}
}
