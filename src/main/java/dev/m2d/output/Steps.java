package dev.m2d.output;

import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Does the steps of a journal. */
final class Steps {

  private final TreeView tree;
  private final Disk disk;
  private final Set<Path> folders = new TreeSet<>();

  Steps(TreeView tree, Disk disk) {
    this.tree = tree;
    this.disk = disk;
  }

  void apply(Journal.Step step) throws IOException {
    if (step.staged().isPresent()) {
      Path target = tree.target(step.path());
      Path folder = parent(target);
      Files.createDirectories(folder);
      disk.move(tree.root().resolve(TreeWriter.TEMP).resolve(step.staged().get()), target);
      folders.add(folder);
    } else {
      delete(step.path());
    }
  }

  /** Makes all of it last, and ends the transaction. */
  void end() throws IOException {
    for (Path folder : folders) {
      if (Files.isDirectory(folder)) {
        disk.sync(folder);
      }
    }
    TreeWriter.clear(tree, disk);
    disk.delete(tree.root().resolve(Journal.PATH));
    disk.sync(tree.root().resolve(OutputPath.STATE_FOLDER));
  }

  private void delete(String path) throws IOException {
    int slash = path.lastIndexOf('/');
    Path folder = slash < 0 ? tree.root() : tree.target(path.substring(0, slash));
    if (!Files.isDirectory(folder)) {
      return;
    }
    disk.delete(folder.resolve(path.substring(slash + 1)));
    folders.add(folder);
    for (Path p = folder; !p.equals(tree.root()); p = parent(p)) {
      if (!removeIfEmpty(p)) {
        return;
      }
    }
  }

  /** Python's cache of modules that are gone does not keep a folder alive. */
  private boolean removeIfEmpty(Path folder) throws IOException {
    List<Path> inside = list(folder);
    Path cache = folder.resolve("__pycache__");
    if (inside.equals(List.of(cache)) && Files.isDirectory(cache, LinkOption.NOFOLLOW_LINKS)) {
      for (Path compiled : list(cache)) {
        if (compiled.toString().endsWith(".pyc")) {
          disk.delete(compiled);
        }
      }
      try {
        disk.delete(cache);
      } catch (DirectoryNotEmptyException e) {
        return false;
      }
      inside = List.of();
    }
    if (inside.isEmpty()) {
      disk.delete(folder);
    }
    return inside.isEmpty();
  }

  private static List<Path> list(Path folder) throws IOException {
    try (Stream<Path> list = Files.list(folder)) {
      return list.toList();
    }
  }

  private static Path parent(Path path) {
    Path parent = path.getParent();
    if (parent == null) {
      throw new IllegalStateException("a path below the output folder has a parent");
    }
    return parent;
  }
}
