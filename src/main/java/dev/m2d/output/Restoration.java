package dev.m2d.output;

import dev.m2d.output.merge.ConflictMarkers;
import dev.m2d.output.merge.TextFile;
import dev.m2d.render.Ownership;
import dev.m2d.render.RenderedFile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Gives files the text back that m2d wrote; what is there instead is kept beside them. A file of
 * managed blocks gets its blocks back.
 */
final class Restoration {

  private final TreeView tree;
  private final Manifest manifest;
  private final Function<String, Optional<RenderedFile>> fresh;
  private final Bases bases;
  private final List<FileAction> actions = new ArrayList<>();
  private final SortedMap<String, byte[]> newBases = new TreeMap<>();
  private final List<String> problems = new ArrayList<>();

  /**
   * @param fresh what m2d would write now to a path; asked only where the copy does not serve
   */
  Restoration(TreeView tree, Manifest manifest, Function<String, Optional<RenderedFile>> fresh) {
    this.tree = tree;
    this.manifest = manifest;
    this.fresh = fresh;
    this.bases = new Bases(tree);
  }

  /** The text to put back, with the entry that describes it. */
  @SuppressWarnings("ArrayRecordComponent")
  private record Pristine(byte[] content, Manifest.Entry entry, Optional<String> note) {}

  Restored plan(List<Manifest.Entry> wanted) throws RefusedException {
    Moves moves = new Moves(tree, manifest.files(), List.of());
    TreeMap<String, Manifest.Entry> entries = new TreeMap<>(manifest.byPath());
    for (Manifest.Entry entry : wanted) {
      Optional<Pristine> pristine = pristine(entry);
      if (pristine.isPresent()) {
        entries.put(entry.path(), restore(entry, pristine.get(), moves));
      }
    }
    Manifest next =
        new Manifest(manifest.header(), manifest.names(), List.copyOf(entries.values()));
    boolean changes = !Arrays.equals(ManifestJson.write(manifest), ManifestJson.write(next));
    return new Restored(
        new WritePlan(actions, next, changes, newBases, List.of(), List.of()), problems);
  }

  private Optional<Pristine> pristine(Manifest.Entry entry) {
    if (entry.ownership() == Ownership.SECRET) {
      problems.add(
          "`"
              + entry.place()
              + "` holds secrets, so m2d keeps no copy of it; `m2d generate` adds those it lacks");
      return Optional.empty();
    }
    Optional<byte[]> base = bases.read(entry);
    // The copy of a file that the user deleted is as old as that.
    boolean isOld = entry.state() == Manifest.State.DELETED;
    if (base.isPresent() && !isOld) {
      return Optional.of(new Pristine(base.get(), entry, Optional.empty()));
    }
    Optional<RenderedFile> file = fresh.apply(entry.path());
    if (file.isPresent()) {
      newBases.put(entry.path(), file.get().content());
      String why =
          isOld ? "as m2d writes it now" : "made anew, since its copy in .m2d/base was lost";
      return Optional.of(
          new Pristine(file.get().content(), Draft.entry(file.get()), Optional.of(why)));
    }
    if (base.isPresent()) {
      String why = "as it was when you deleted it";
      return Optional.of(new Pristine(base.get(), entry, Optional.of(why)));
    }
    problems.add(
        "the text of `"
            + entry.place()
            + "` is lost: `"
            + OutputPath.base(entry.path())
            + "` is missing or was changed, and the Meltano project does not give it any more");
    return Optional.empty();
  }

  private Manifest.Entry restore(Manifest.Entry entry, Pristine pristine, Moves moves)
      throws RefusedException {
    String place = entry.place();
    if (tree.look(place) instanceof TreeView.Absent && entry.state() == Manifest.State.PRESENT) {
      place = moves.find(entry).orElse(entry.path());
    }
    TreeView.Found found = tree.look(place);
    if (found instanceof TreeView.Blocked blocked) {
      throw new RefusedException(List.of(blocked.reason()));
    }
    boolean isOrphan = entry.state() == Manifest.State.KEPT;
    Manifest.Entry next = isOrphan ? entry : pristine.entry().in(Manifest.State.PRESENT).at(place);
    if (found instanceof TreeView.Content content) {
      byte[] text = text(entry, content.bytes(), pristine.content());
      if (Arrays.equals(text, content.bytes())) {
        add(FileAction.Kind.UNCHANGED, next, place, new byte[0], Optional.empty());
      } else {
        String kept = keep(next, place, content.bytes());
        String note =
            pristine.note().map(n -> n + "; ").orElse("")
                + "yours is in "
                + kept
                + (isOrphan ? "; no longer needed, so the next `m2d generate` removes it" : "");
        add(FileAction.Kind.REPLACE, next, place, text, Optional.of(note));
      }
    } else {
      add(FileAction.Kind.CREATE, next, place, pristine.content(), pristine.note());
    }
    dropRejects(next, place);
    return next;
  }

  /** All of it, or what is ours of it. */
  private static byte[] text(Manifest.Entry entry, byte[] disk, byte[] pristine) {
    if (entry.ownership() != Ownership.MANAGED_BLOCKS) {
      return pristine;
    }
    TextFile file = TextFile.of(disk);
    return ManagedBlocks.restore(file.text(), file.textOf(pristine))
        .map(TextFile::lines)
        .filter(lines -> ConflictMarkers.find(lines).isEmpty())
        .map(file::with)
        .orElse(pristine);
  }

  /** Writes what is there to a free place beside it, and answers that. */
  private String keep(Manifest.Entry entry, String place, byte[] content) throws RefusedException {
    for (int i = 1; ; i++) {
      String kept = place + ".orig" + (i == 1 ? "" : String.valueOf(i));
      TreeView.Found found = tree.look(kept);
      if (found instanceof TreeView.Absent) {
        actions.add(
            new FileAction(
                FileAction.Kind.CREATE,
                entry.path(),
                kept,
                content,
                mode(entry, place),
                Optional.empty(),
                Optional.empty()));
        return kept;
      }
      if (found instanceof TreeView.Content other && Arrays.equals(other.bytes(), content)) {
        return kept;
      }
    }
  }

  private Optional<Integer> mode(Manifest.Entry entry, String place) {
    try {
      return Disk.mode(tree.target(place));
    } catch (IOException e) {
      return Optional.of(entry.mode());
    }
  }

  /** What could not be merged into it is in its text now. */
  private void dropRejects(Manifest.Entry entry, String place) {
    String rejects = OutputPath.rejects(place);
    if (entry.isOurs() && tree.look(rejects) instanceof TreeView.Content) {
      actions.add(
          new FileAction(
              FileAction.Kind.DELETE,
              entry.path(),
              rejects,
              new byte[0],
              Optional.empty(),
              Optional.empty(),
              Optional.of("its changes are in " + place + " now")));
    }
  }

  private void add(
      FileAction.Kind kind,
      Manifest.Entry entry,
      String place,
      byte[] content,
      Optional<String> note) {
    Optional<Integer> mode =
        kind == FileAction.Kind.CREATE ? Optional.of(entry.mode()) : Optional.empty();
    actions.add(new FileAction(kind, entry.path(), place, content, mode, Optional.of(entry), note));
  }
}
