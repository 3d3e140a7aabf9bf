package dev.m2d.output;

import dev.m2d.diagnostic.Code;
import dev.m2d.diagnostic.Diagnostic;
import dev.m2d.diagnostic.Span;
import dev.m2d.naming.Sha256;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/**
 * Carries a plan out as one transaction. First everything is prepared beside the tree and synced;
 * until then nothing has changed, and a run that ends leaves the old tree. The journal is the turn:
 * with it in its place the prepared files are moved into theirs, by this run or by the next one.
 */
final class TreeWriter {

  /** The folder for what is prepared. */
  static final String TEMP = OutputPath.STATE_FOLDER + "/tmp";

  private final TreeView tree;
  private final Disk disk;
  private final List<Journal.Step> steps = new ArrayList<>();
  private Map<String, Optional<String>> seen = Map.of();

  TreeWriter(TreeView tree, Disk disk) {
    this.tree = tree;
    this.disk = disk;
  }

  /**
   * Writes.
   *
   * @param cancelled asked until the turn
   * @return whether it was done; not when it was cancelled
   */
  boolean write(WritePlan plan, BooleanSupplier cancelled)
      throws RefusedException, WriteFailedException {
    seen = plan.seen();
    int changes = plan.changes().size();
    String[] at = {Manifest.PATH};
    try {
      clear(tree, disk);
      Files.createDirectories(tree.root().resolve(TEMP));
      if (!prepare(plan, cancelled, at)) {
        clear(tree, disk);
        return false;
      }
      refuseChanged();
      tryFolders(at);
      new Journal(steps, List.of()).write(tree, disk);
    } catch (RefusedException e) {
      sweep();
      throw e;
    } catch (IOException e) {
      sweep();
      throw new WriteFailedException(at[0], e, 0, changes);
    }
    Steps apply = new Steps(tree, disk);
    try {
      apply.run(new Journal(steps, List.of()));
    } catch (IOException e) {
      throw new WriteFailedException(apply.at(), e, Math.min(apply.done(), changes), changes);
    } catch (RefusedException e) {
      IOException cause = new IOException(e.reasons().get(0).message(), e);
      throw new WriteFailedException(apply.at(), cause, Math.min(apply.done(), changes), changes);
    }
    if (!apply.skipped().isEmpty()) {
      throw WriteFailedException.overtaken(apply.skipped(), changes);
    }
    return true;
  }

  private boolean prepare(WritePlan plan, BooleanSupplier cancelled, String[] at)
      throws IOException {
    for (FileAction action : plan.changes()) {
      at[0] = action.place();
      if (action.kind() == FileAction.Kind.DELETE) {
        delete(action.path(), action.place());
      } else {
        put(action.path(), action.place(), action.content(), action.mode());
      }
      if (cancelled.getAsBoolean()) {
        return false;
      }
    }
    for (var base : plan.bases().entrySet()) {
      at[0] = OutputPath.base(base.getKey());
      put(base.getKey(), at[0], base.getValue(), Optional.of(0644));
      if (cancelled.getAsBoolean()) {
        return false;
      }
    }
    for (String stray : plan.strayBases()) {
      at[0] = stray;
      delete("", stray);
    }
    if (plan.facts().isPresent()) {
      at[0] = OutputPath.FACTS;
      put("", OutputPath.FACTS, plan.facts().get(), Optional.of(0644));
    }
    at[0] = Manifest.PATH;
    if (!plan.isEject() && (!plan.changes().isEmpty() || plan.manifestChanges())) {
      put("", Manifest.PATH, ManifestJson.write(plan.next()), Optional.of(0644));
    }
    return !cancelled.getAsBoolean();
  }

  private void put(String of, String path, byte[] content, Optional<Integer> mode)
      throws IOException {
    String name = String.valueOf(steps.size());
    Set<PosixFilePermission> permissions =
        mode.isPresent() ? Disk.permissions(mode.get()) : Disk.found(tree.target(path));
    disk.create(tree.root().resolve(TEMP).resolve(name), content, permissions);
    steps.add(
        new Journal.Step(
            of, path, Optional.of(name), Optional.of(Sha256.of(content)), before(path)));
  }

  private void delete(String of, String path) {
    steps.add(new Journal.Step(of, path, Optional.empty(), Optional.empty(), before(path)));
  }

  /** What was there when the plan was made, which knows of nothing later. */
  private Optional<String> before(String path) {
    Optional<String> planned = seen.get(path);
    return planned == null ? hash(tree.look(path)) : planned;
  }

  /** What cannot be written is known before the turn, since behind it nothing goes back. */
  private void tryFolders(String[] at) throws IOException {
    for (Journal.Step step : steps) {
      at[0] = step.path();
      int slash = step.path().lastIndexOf('/');
      boolean isPut = step.staged().isPresent();
      Path folder =
          isPut
              ? tree.target(step.path()).getParent()
              : slash < 0 ? tree.root() : tree.target(step.path().substring(0, slash));
      while (folder != null && !folder.equals(tree.root()) && !Files.exists(folder)) {
        folder = folder.getParent();
      }
      if (folder != null && !disk.isWritable(folder)) {
        throw new AccessDeniedException(folder.toString());
      }
    }
  }

  /** An editor or another program can have saved a file since the plan was made. */
  private void refuseChanged() throws RefusedException {
    List<Diagnostic> reasons = new ArrayList<>();
    for (Journal.Step step : steps) {
      TreeView.Found now = tree.look(step.path());
      if (now instanceof TreeView.Blocked blocked) {
        reasons.add(blocked.reason());
      } else if (!hash(now).equals(step.before())) {
        String problem = "`" + step.path() + "` was changed while m2d was at work.";
        reasons.add(Diagnostic.of(Code.M2D609, Span.ofFile(step.path()), problem));
      }
    }
    if (!reasons.isEmpty()) {
      throw new RefusedException(reasons);
    }
  }

  /** The content of what is there; empty when there is none. */
  static Optional<String> hash(TreeView.Found found) {
    return found instanceof TreeView.Content content
        ? Optional.of(Sha256.of(content.bytes()))
        : Optional.empty();
  }

  private void sweep() {
    try {
      clear(tree, disk);
    } catch (IOException e) {
      // The cause of the first failure is what the user needs to know; the next run sweeps.
    }
  }

  /** Removes what was prepared; answers whether there was anything. */
  static boolean clear(TreeView tree, Disk disk) throws IOException {
    Path folder = tree.root().resolve(TEMP);
    if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
      return false;
    }
    List<Path> left;
    try (Stream<Path> list = Files.list(folder)) {
      left = list.toList();
    }
    for (Path file : left) {
      disk.delete(file);
    }
    disk.delete(folder);
    return !left.isEmpty();
  }
}
