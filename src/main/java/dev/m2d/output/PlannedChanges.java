package dev.m2d.output;

import dev.m2d.diagnostic.Code;
import dev.m2d.output.merge.Patch;
import dev.m2d.render.Ownership;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** What a plan makes of the files on the disk, file for file. */
final class PlannedChanges {

  private final TreeView tree;
  private final SortedMap<String, Patch.Change> changes = new TreeMap<>();

  PlannedChanges(TreeView tree) {
    this.tree = tree;
  }

  /**
   * By place below the folder. A file of secrets is never among them.
   *
   * @param state whether the tool's own files are, without which the next run has them to write
   */
  SortedMap<String, Patch.Change> of(WritePlan plan, boolean state) throws RefusedException {
    for (FileAction action : plan.changes()) {
      if (!isSecret(action)) {
        boolean goes = action.kind() == FileAction.Kind.DELETE;
        put(action.place(), goes ? Optional.empty() : Optional.of(action.content()), action.mode());
      }
    }
    if (state) {
      for (Map.Entry<String, byte[]> base : plan.bases().entrySet()) {
        put(OutputPath.base(base.getKey()), Optional.of(base.getValue()), Optional.of(0644));
      }
      for (String stray : plan.strayBases()) {
        put(stray, Optional.empty(), Optional.empty());
      }
      if (plan.facts().isPresent()) {
        put(OutputPath.FACTS, plan.facts(), Optional.of(0644));
      }
      if (!plan.changes().isEmpty() || plan.manifestChanges()) {
        put(Manifest.PATH, Optional.of(ManifestJson.write(plan.next())), Optional.of(0644));
      }
    }
    return changes;
  }

  static boolean isSecret(FileAction action) {
    return action.entry().filter(e -> e.ownership() == Ownership.SECRET).isPresent();
  }

  private void put(String place, Optional<byte[]> content, Optional<Integer> mode)
      throws RefusedException {
    Optional<Patch.Version> before = before(place);
    int other = before.map(Patch.Version::mode).orElse(0644);
    Optional<Patch.Version> after = content.map(c -> new Patch.Version(c, mode.orElse(other)));
    Patch.Change change = new Patch.Change(before, after);
    if (!change.isEmpty()) {
      changes.put(real(place), change);
    }
  }

  private Optional<Patch.Version> before(String place) throws RefusedException {
    TreeView.Found found = tree.look(place);
    if (!(found instanceof TreeView.Content content)) {
      return Optional.empty();
    }
    try {
      int mode = Disk.mode(tree.target(place)).orElse(0644);
      return Optional.of(new Patch.Version(content.bytes(), mode));
    } catch (IOException e) {
      throw unreadable(place);
    }
  }

  /** Where the file itself is, when the place is below a link: Git patches nothing through one. */
  private String real(String place) throws RefusedException {
    try {
      return tree.root().relativize(tree.target(place)).toString().replace('\\', '/');
    } catch (IOException e) {
      throw unreadable(place);
    }
  }

  private static RefusedException unreadable(String place) {
    return RefusedException.of(Code.M2D602, place, "`" + place + "` cannot be read.");
  }
}
