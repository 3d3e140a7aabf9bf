package dev.m2d.output;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The steps by which a tree is written; each of them is whole or not at all after a crash. */
class Disk {

  private static final boolean POSIX =
      FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
  private static final int PRIVATE = 0600;

  /** Opens a new, empty, existing file for writing. */
  WritableByteChannel open(Path file) throws IOException {
    return FileChannel.open(file, StandardOpenOption.WRITE);
  }

  /** Creates a file that survives a crash, once its folder was synced. */
  void create(Path file, byte[] content, Set<PosixFilePermission> mode) throws IOException {
    if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
      delete(file);
    }
    Files.createFile(file, attributes(permissions(PRIVATE)));
    try (WritableByteChannel out = open(file)) {
      ByteBuffer bytes = ByteBuffer.wrap(content);
      while (bytes.hasRemaining()) {
        out.write(bytes);
      }
      if (out instanceof FileChannel channel) {
        channel.force(true);
      }
    }
    if (POSIX) {
      Files.setPosixFilePermissions(file, mode);
    }
  }

  /** Whether files can be put into a folder, as far as the system tells before. */
  boolean isWritable(Path folder) {
    return Files.isWritable(folder);
  }

  /** Puts a file into its place, in one step. */
  void move(Path from, Path to) throws IOException {
    Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
  }

  void delete(Path file) throws IOException {
    Files.deleteIfExists(file);
  }

  /** Creates a folder, with those above it; all of them survive a crash. */
  void createFolders(Path folder) throws IOException {
    List<Path> parents = new ArrayList<>();
    Path p = folder.toAbsolutePath();
    while (p.getParent() != null && !Files.exists(p)) {
      p = p.getParent();
      parents.add(p);
    }
    Files.createDirectories(folder);
    for (Path parent : parents) {
      sync(parent);
    }
  }

  /** Makes the names in a folder survive a crash. */
  void sync(Path folder) throws IOException {
    if (POSIX && Files.isReadable(folder)) {
      try (FileChannel channel = FileChannel.open(folder)) {
        channel.force(true);
      }
    }
  }

  /** The permissions of an existing file. */
  static Set<PosixFilePermission> found(Path file) throws IOException {
    return POSIX ? Files.getPosixFilePermissions(file) : Set.of();
  }

  /** The same as a number such as 0644; empty where the system has none. */
  static Optional<Integer> mode(Path file) throws IOException {
    Set<PosixFilePermission> set = found(file);
    int mode = 0;
    for (PosixFilePermission bit : PosixFilePermission.values()) {
      mode = 2 * mode + (set.contains(bit) ? 1 : 0);
    }
    return set.isEmpty() ? Optional.empty() : Optional.of(mode);
  }

  /** Of a number such as 0644. */
  static Set<PosixFilePermission> permissions(int mode) {
    PosixFilePermission[] bits = PosixFilePermission.values();
    Set<PosixFilePermission> set = EnumSet.noneOf(PosixFilePermission.class);
    for (int i = 0; i < bits.length; i++) {
      if ((mode & (0400 >> i)) != 0) {
        set.add(bits[i]);
      }
    }
    return set;
  }

  private static FileAttribute<?>[] attributes(Set<PosixFilePermission> mode) {
    return POSIX
        ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(mode)}
        : new FileAttribute<?>[0];
  }
}
