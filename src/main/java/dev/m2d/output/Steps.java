package dev.m2d.output;

import dev.m2d.naming.Sha256;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Does the steps of a journal, and leaves alone what somebody changes meanwhile. */
final class Steps {

  private final TreeView tree;
  private final Disk disk;
  private final Set<Path> folders = new TreeSet<>();
  private final Set<String> skipped = new TreeSet<>();
  private String at = Journal.PATH;
  private int done;

  Steps(TreeView tree, Disk disk) {
    this.tree = tree;
    this.disk = disk;
  }

  /** The step that it came to. */
  String at() {
    return at;
  }

  /** How many steps it did. */
  int done() {
    return done;
  }

  /** The files that were changed since; for them the run counts as not made. */
  List<String> skipped() {
    return List.copyOf(skipped);
  }

  /** Does what is left, makes all of it last, and ends the transaction. */
  void run(Journal journal) throws IOException, RefusedException {
    skipped.addAll(journal.skipped());
    List<Journal.Step> left = new ArrayList<>();
    for (Journal.Step step : journal.steps()) {
      at = step.path();
      if (isLeft(step)) {
        left.add(step);
      }
      touch(step);
    }
    for (Journal.Step step : left) {
      at = step.path();
      // Looked at once more: an editor can have saved the file since the first of them was done.
      if (!skipped.contains(step.of()) && isLeft(step)) {
        boolean isManifest = step.path().equals(Manifest.PATH) && step.staged().isPresent();
        boolean isOther = !skipped.equals(Set.copyOf(journal.skipped()));
        apply(isManifest && isOther ? withOldEntries(journal, step) : step);
        done++;
      }
    }
    end();
  }

  private boolean isLeft(Journal.Step step) throws RefusedException {
    Progress progress = Progress.of(tree, step);
    if (progress == Progress.CHANGED && !step.of().isEmpty()) {
      skipped.add(step.of());
    }
    return progress == Progress.TO_DO;
  }

  /**
   * The manifest is to say of files that were skipped what it said before, so that they are merged.
   * It is prepared under a new name and named by a new journal, which takes the place of the other
   * in one step: whenever this is killed, one of the two holds.
   */
  private Journal.Step withOldEntries(Journal journal, Journal.Step step)
      throws IOException, RefusedException {
    if (!(tree.look(Journal.staged(step)) instanceof TreeView.Content content)) {
      return step;
    }
    Manifest next = ManifestJson.read(content.bytes());
    Map<String, Manifest.Entry> old =
        tree.look(Manifest.PATH) instanceof TreeView.Content manifest
            ? ManifestJson.read(manifest.bytes()).byPath()
            : Map.of();
    List<Manifest.Entry> entries = new ArrayList<>();
    next.files().stream().filter(e -> !skipped.contains(e.path())).forEach(entries::add);
    skipped.stream().filter(old::containsKey).map(old::get).forEach(entries::add);
    byte[] bytes = ManifestJson.write(new Manifest(next.header(), next.names(), entries));
    Optional<String> name = Optional.of(journal.unused());
    Optional<String> hash = Optional.of(Sha256.of(bytes));
    Journal.Step other = new Journal.Step(step.of(), step.path(), name, hash, step.before());
    disk.create(tree.root().resolve(Journal.staged(other)), bytes, Disk.permissions(0644));
    List<Journal.Step> steps =
        journal.steps().stream()
            .filter(s -> !skipped.contains(s.of()))
            .map(s -> s.equals(step) ? other : s)
            .toList();
    new Journal(steps, skipped()).write(tree, disk);
    return other;
  }

  private void apply(Journal.Step step) throws IOException {
    if (step.staged().isPresent()) {
      Path target = tree.target(step.path());
      Files.createDirectories(parent(target));
      disk.move(tree.root().resolve(Journal.staged(step)), target);
    } else {
      delete(step.path());
    }
  }

  /** Notes the folders whose names change: each of them can be new, or go with its last file. */
  private void touch(Journal.Step step) throws IOException {
    for (Path p = tree.target(step.path()); !p.equals(tree.root()); ) {
      p = parent(p);
      folders.add(p);
    }
  }

  private void end() throws IOException {
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
      try {
        disk.delete(folder);
      } catch (AccessDeniedException e) {
        return false; // It stays, empty, where nothing can be removed.
      }
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
