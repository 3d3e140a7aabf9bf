package dev.m2d.output;

import dev.m2d.diagnostic.Diagnostic;
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
 * @param strayBases paths of copies that are no longer needed, relative to the output folder; that
 *     of the manifest is among them when m2d leaves
 * @param findings conflicts, and what else needs a person
 * @param facts what is to be written of the project that the files are made of
 * @param seen SHA-256 of what was there when the plan was made, by path; empty for nothing
 */
public record WritePlan(
    List<FileAction> actions,
    Manifest next,
    boolean manifestChanges,
    SortedMap<String, byte[]> bases,
    List<String> strayBases,
    List<Diagnostic> findings,
    Optional<byte[]> facts,
    Map<String, Optional<String>> seen) {

  public WritePlan {
    actions = List.copyOf(actions);
    bases = new TreeMap<>(bases);
    strayBases = List.copyOf(strayBases);
    findings = List.copyOf(findings);
    seen = Map.copyOf(seen);
  }

  WritePlan(
      List<FileAction> actions,
      Manifest next,
      boolean manifestChanges,
      SortedMap<String, byte[]> bases,
      List<String> strayBases,
      List<Diagnostic> findings) {
    this(actions, next, manifestChanges, bases, strayBases, findings, Optional.empty(), Map.of());
  }

  /** The same with facts to be written. */
  WritePlan with(byte[] newFacts) {
    return new WritePlan(
        actions, next, manifestChanges, bases, strayBases, findings, Optional.of(newFacts), seen);
  }

  /** The same, made of what a look at the tree found. */
  WritePlan of(TreeView tree) {
    return new WritePlan(
        actions, next, manifestChanges, bases, strayBases, findings, facts, tree.seen());
  }

  /** The actions that change the disk. */
  public List<FileAction> changes() {
    return actions.stream().filter(FileAction::changes).toList();
  }

  /** How many actions are of that kind. */
  public long count(FileAction.Kind kind) {
    return actions.stream().filter(a -> a.kind() == kind).count();
  }

  /** Whether a person has to decide something. */
  public boolean hasConflicts() {
    return count(FileAction.Kind.CONFLICT) > 0;
  }

  /** Whether nothing of m2d's own is there afterwards. */
  boolean isEject() {
    return strayBases.contains(Manifest.PATH);
  }

  /** Whether the run has nothing at all to write. */
  public boolean isEmpty() {
    return changes().isEmpty()
        && !manifestChanges
        && bases.isEmpty()
        && strayBases.isEmpty()
        && facts.isEmpty();
  }
}
