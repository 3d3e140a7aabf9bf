package dev.m2d.output;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Carries a plan out. Each file is written beside the tree, synced and moved into its place in one
 * step. Before the first one the manifest says of every file what it is and what it is about to be,
 * so that a run after a failure, or after the end of the process, knows both as ours.
 */
final class TreeWriter {

  static final String TEMP = ".m2d/tmp";
  private static final boolean POSIX =
      FileSystems.getDefault().supportedFileAttributeViews().contains("posix");

  /** Opens a new, empty, existing file for writing. */
  interface Opener {
    WritableByteChannel open(Path file) throws IOException;
  }

  private final TreeView tree;
  private final Opener opener;

  TreeWriter(TreeView tree, Opener opener) {
    this.tree = tree;
    this.opener = opener;
  }

  TreeWriter(TreeView tree) {
    this(tree, file -> FileChannel.open(file, StandardOpenOption.WRITE));
  }

  void write(WritePlan plan) throws WriteFailedException {
    List<FileAction> changes = plan.changes();
    int done = 0;
    String at = Manifest.PATH;
    try {
      clearTemp();
      if (!changes.isEmpty()) {
        manifest(plan.after(0));
      }
      for (FileAction action : changes) {
        at = action.path();
        if (action.kind() == FileAction.Kind.DELETE) {
          delete(at);
        } else {
          store(at, action.content(), action.mode(), true);
        }
        done++;
      }
      // After the files: a pristine copy that is newer than its file would make a merge take back
      // what the newer text brought.
      for (var base : plan.bases().entrySet()) {
        at = OutputPath.base(base.getKey());
        store(at, base.getValue(), 0644, false);
      }
      for (String stray : plan.strayBases()) {
        at = stray;
        delete(stray);
      }
      at = Manifest.PATH;
      if (!changes.isEmpty() || plan.manifestChanges()) {
        manifest(plan.next());
      }
      clearTemp();
    } catch (IOException e) {
      leave(plan, done);
      throw new WriteFailedException(at, e, done, changes.size());
    }
  }

  /** As well as it still can be: without this, the manifest of the beginning stays, which holds. */
  private void leave(WritePlan plan, int done) {
    try {
      if (done > 0) {
        manifest(plan.after(done));
      }
      clearTemp();
    } catch (IOException e) {
      // The cause of the first failure is what the user needs to know.
    }
  }

  private void manifest(Manifest manifest) throws IOException {
    store(Manifest.PATH, ManifestJson.write(manifest), 0644, true);
    if (POSIX) {
      try (FileChannel folder = FileChannel.open(tree.root().resolve(OutputPath.STATE_FOLDER))) {
        folder.force(true);
      }
    }
  }

  private void store(String path, byte[] content, int mode, boolean sync) throws IOException {
    Path target = tree.target(path);
    Files.createDirectories(parent(target));
    Path temp = tree.root().resolve(TEMP).resolve("new");
    Files.deleteIfExists(temp);
    Files.createFile(temp, attributes(mode));
    try (WritableByteChannel out = opener.open(temp)) {
      ByteBuffer bytes = ByteBuffer.wrap(content);
      while (bytes.hasRemaining()) {
        out.write(bytes);
      }
      if (sync && out instanceof FileChannel file) {
        file.force(true);
      }
    }
    Files.move(temp, target, StandardCopyOption.ATOMIC_MOVE);
  }

  private void delete(String path) throws IOException {
    int slash = path.lastIndexOf('/');
    Path folder = slash < 0 ? tree.root() : tree.target(path.substring(0, slash));
    Files.deleteIfExists(folder.resolve(path.substring(slash + 1)));
    for (Path p = folder; !p.equals(tree.root()); p = parent(p)) {
      if (!removeIfEmpty(p)) {
        return;
      }
    }
  }

  /** Python's cache of modules that are gone does not keep a folder alive. */
  private static boolean removeIfEmpty(Path folder) throws IOException {
    List<Path> inside;
    try (Stream<Path> list = Files.list(folder)) {
      inside = list.toList();
    }
    Path cache = folder.resolve("__pycache__");
    if (inside.equals(List.of(cache)) && Files.isDirectory(cache, LinkOption.NOFOLLOW_LINKS)) {
      try (Stream<Path> list = Files.list(cache)) {
        for (Path compiled : list.filter(p -> p.toString().endsWith(".pyc")).toList()) {
          Files.delete(compiled);
        }
      }
      try {
        Files.delete(cache);
      } catch (DirectoryNotEmptyException e) {
        return false;
      }
      inside = List.of();
    }
    if (inside.isEmpty()) {
      Files.delete(folder);
    }
    return inside.isEmpty();
  }

  private void clearTemp() throws IOException {
    Path folder = tree.root().resolve(TEMP);
    Files.createDirectories(folder);
    try (Stream<Path> list = Files.list(folder)) {
      for (Path left : list.toList()) {
        Files.delete(left);
      }
    }
  }

  private static FileAttribute<?>[] attributes(int mode) {
    if (!POSIX) {
      return new FileAttribute<?>[0];
    }
    PosixFilePermission[] bits = PosixFilePermission.values();
    Set<PosixFilePermission> set = EnumSet.noneOf(PosixFilePermission.class);
    for (int i = 0; i < bits.length; i++) {
      if ((mode & (0400 >> i)) != 0) {
        set.add(bits[i]);
      }
    }
    return new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(set)};
  }

  private static Path parent(Path path) {
    Path parent = path.getParent();
    if (parent == null) {
      throw new IllegalStateException("a path below the output folder has a parent");
    }
    return parent;
  }
}
