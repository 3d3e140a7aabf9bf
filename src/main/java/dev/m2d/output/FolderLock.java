package dev.m2d.output;

import dev.m2d.diagnostic.Code;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import org.jspecify.annotations.Nullable;

/** Keeps two runs from writing to one folder; the system lets go of it when a run is killed. */
final class FolderLock implements AutoCloseable {

  static final String PATH = ".m2d/lock";
  private static final int TRIES = 10;
  private static final int MAX_SIZE = 1_024;
  private static final SecureRandom RANDOM = new SecureRandom();

  private final Path file;
  private final FileChannel channel;

  private FolderLock(Path file, FileChannel channel) {
    this.file = file;
    this.channel = channel;
  }

  /** Takes the lock; its folder exists. */
  static FolderLock take(Path file) throws IOException, RefusedException {
    for (int i = 0; i < TRIES; i++) {
      FileChannel channel =
          FileChannel.open(
              file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
      if (tryLock(channel) == null) {
        channel.close();
        throw taken();
      }
      FolderLock lock = new FolderLock(file, channel);
      try {
        if (lock.isOnThatFile()) {
          return lock;
        }
      } catch (IOException e) {
        lock.close();
        throw e;
      }
      channel.close();
    }
    throw new IOException("the lock file comes and goes");
  }

  /**
   * The run before may have deleted the file between our opening and our locking it: then the lock
   * is on a file that nobody else finds. Its size tells, as to open the file once more and to close
   * it again would let go of the lock; two sizes, so that another file has them by chance once in a
   * million times.
   */
  private boolean isOnThatFile() throws IOException {
    for (int i = 0; i < 2; i++) {
      int size = 1 + RANDOM.nextInt(MAX_SIZE);
      channel.truncate(0).write(ByteBuffer.allocate(1), size - 1L);
      if (size != size(file)) {
        return false;
      }
    }
    return true;
  }

  /** Whether a run holds it, as far as that can be found out without writing. */
  static boolean isTaken(Path file) {
    if (!Files.isWritable(file) || Files.isSymbolicLink(file)) {
      return false;
    }
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      return tryLock(channel) == null;
    } catch (IOException e) {
      return false;
    }
  }

  static RefusedException taken() {
    return RefusedException.of(Code.M2D609, PATH, "Another run of m2d is writing to this folder.");
  }

  /** On a byte that nobody writes. */
  private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock(Long.MAX_VALUE - 1, 1, false);
    } catch (OverlappingFileLockException e) {
      return null;
    }
  }

  private static long size(Path file) throws IOException {
    try {
      return Files.size(file);
    } catch (NoSuchFileException e) {
      return 0;
    }
  }

  @Override
  public void close() throws IOException {
    Files.deleteIfExists(file);
    channel.close();
  }
}
