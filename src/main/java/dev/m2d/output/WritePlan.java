package dev.m2d.output;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a run changes in the output folder.
 *
 * @param actions one for a file, sorted by path
 * @param next the manifest when all of it is done
 * @param manifestChanges whether its bytes differ from those on the disk
 * @param bases pristine copies that are to be written, by the path of their file
 * @param strayBases paths of copies that are no longer needed, relative to the output folder
 */
public record WritePlan(
    List<FileAction> actions,
    Manifest next,
    boolean manifestChanges,
    SortedMap<String, byte[]> bases,
    List<String> strayBases) {

  public WritePlan {
    actions = List.copyOf(actions);
    bases = new TreeMap<>(bases);
    strayBases = List.copyOf(strayBases);
  }

  /** The actions that change the disk. */
  public List<FileAction> changes() {
    return actions.stream().filter(FileAction::changes).toList();
  }

  /** How many actions are of that kind. */
  public long count(FileAction.Kind kind) {
    return actions.stream().filter(a -> a.kind() == kind).count();
  }

  /** Whether the run has nothing at all to write. */
  public boolean isEmpty() {
    return changes().isEmpty() && !manifestChanges && bases.isEmpty() && strayBases.isEmpty();
  }

  /** The manifest that is true when the first `done` changes are made and the others may be. */
  Manifest after(int done) {
    Map<String, Integer> rank = new TreeMap<>();
    List<FileAction> changes = changes();
    for (int i = 0; i < changes.size(); i++) {
      rank.put(changes.get(i).path(), i);
    }
    List<Manifest.Entry> entries = new ArrayList<>();
    for (FileAction action : actions) {
      boolean isDone = rank.getOrDefault(action.path(), -1) < done;
      Optional<Manifest.Entry> entry = isDone ? action.after() : action.before();
      entry.ifPresent(entries::add);
    }
    return new Manifest(next.header(), next.names(), entries);
  }
}
