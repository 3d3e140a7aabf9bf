package dev.m2d.cli;

import dev.m2d.compare.multiset.SpillException;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** A private folder that goes with the program, also when the program is interrupted. */
final class TemporaryFolder implements Closeable {

  private static final int TRIES = 1000;

  private final Path path;
  private final Thread hook;

  private TemporaryFolder(Path path) {
    this.path = path;
    this.hook = new Thread(() -> delete(path), "m2d-temporary");
  }

  static TemporaryFolder create() throws IOException {
    Path path;
    try {
      path = Files.createTempDirectory("m2d-compare-");
    } catch (IOException e) {
      throw SpillException.ofFolder(parent(), e);
    }
    TemporaryFolder folder = new TemporaryFolder(path);
    Runtime.getRuntime().addShutdownHook(folder.hook);
    return folder;
  }

  /** Where temporary folders are made, which the caller of Java may choose. */
  static Path parent() {
    return Path.of(System.getProperty("java.io.tmpdir"));
  }

  Path path() {
    return path;
  }

  @Override
  public void close() {
    delete(path);
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The program is ending already, which is what the hook was for.
    }
  }

  /** Again while the program goes on writing, which it does when it is interrupted. */
  private static void delete(Path folder) {
    for (int i = 0; i < TRIES && Files.exists(folder); i++) {
      deleteOnce(folder);
    }
  }

  private static void deleteOnce(Path folder) {
    try (Stream<Path> all = Files.walk(folder)) {
      List<Path> inside = all.sorted(Comparator.reverseOrder()).toList();
      for (Path path : inside) {
        Files.deleteIfExists(path);
      }
    } catch (IOException | UncheckedIOException e) {
      // What cannot be deleted is left to whoever clears temporary folders.
    }
  }
}
