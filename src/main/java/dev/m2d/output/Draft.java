package dev.m2d.output;

import dev.m2d.diagnostic.Code;
import dev.m2d.diagnostic.Diagnostic;
import dev.m2d.diagnostic.Span;
import dev.m2d.naming.Sha256;
import dev.m2d.output.merge.Merged;
import dev.m2d.output.merge.TextFile;
import dev.m2d.render.Ownership;
import dev.m2d.render.RenderedFile;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** What the parts of a reconciliation put together: actions, pristine copies, findings. */
final class Draft {

  final List<FileAction> actions = new ArrayList<>();
  final List<Diagnostic> refusals = new ArrayList<>();

  /** Conflicts of an earlier run, which are in the way of this one. */
  final List<Diagnostic> unresolved = new ArrayList<>();

  /** What to tell about a run that can be carried out. */
  final List<Diagnostic> findings = new ArrayList<>();

  final SortedMap<String, byte[]> bases = new TreeMap<>();

  private final TreeView tree;
  private final ConflictMode mode;

  Draft(TreeView tree, ConflictMode mode) {
    this.tree = tree;
    this.mode = mode;
  }

  /** A rendered file that is written to a place. */
  void change(
      FileAction.Kind kind,
      RenderedFile file,
      String place,
      byte[] content,
      Optional<Manifest.Entry> before,
      Optional<String> note) {
    base(file);
    boolean sameMode = before.filter(e -> e.mode() == file.mode()).isPresent();
    boolean keepsMode =
        kind != FileAction.Kind.CREATE && sameMode && file.ownership() != Ownership.SECRET;
    Optional<Integer> permissions = keepsMode ? Optional.empty() : Optional.of(file.mode());
    Manifest.Entry entry = entry(file).at(place);
    actions.add(
        new FileAction(kind, file.path(), place, content, permissions, Optional.of(entry), note));
  }

  /** A rendered file that stays as it is. */
  void settled(FileAction.Kind kind, RenderedFile file, String place, Optional<String> note) {
    base(file);
    stays(kind, entry(file).at(place), note);
  }

  /** A rendered file that has all that it needs. */
  void asIs(RenderedFile file, String place, TextFile disk, Optional<String> note) {
    boolean asRendered = Arrays.equals(disk.with(disk.lines()), file.content());
    settled(asRendered ? FileAction.Kind.UNCHANGED : FileAction.Kind.KEPT, file, place, note);
  }

  /** A file that stays as it is, with what is known of it. */
  void stays(FileAction.Kind kind, Manifest.Entry entry, Optional<String> note) {
    actions.add(
        new FileAction(
            kind,
            entry.path(),
            entry.place(),
            new byte[0],
            Optional.empty(),
            Optional.of(entry),
            note));
  }

  /** The result of a merge: as it is, or with its conflicts as the user wants them. */
  void merged(
      RenderedFile file,
      String place,
      TextFile disk,
      Merged merged,
      Optional<Manifest.Entry> before,
      FileAction.Kind clean,
      Optional<String> note) {
    if (merged.conflicts() == 0) {
      List<String> lines = merged.mine();
      if (lines.equals(disk.lines())) {
        asIs(file, place, disk, note);
      } else {
        change(clean, file, place, disk.with(lines), before, note);
      }
      return;
    }
    boolean marks = mode == ConflictMode.INLINE;
    byte[] content = disk.with(marks ? merged.marked() : merged.mine());
    change(FileAction.Kind.CONFLICT, file, place, content, before, note);
    for (int line : marks ? merged.places() : merged.placesInMine()) {
      Diagnostic found =
          Diagnostic.of(
              Code.M2D610,
              new Span(place, line, 1, line, 1),
              "Your edit of `" + place + "` and its new text change the same lines.");
      findings.add(
          switch (mode) {
            case INLINE -> found;
            case REJ ->
                found.withHint(
                    "Take over what you need of `"
                        + OutputPath.rejects(place)
                        + "`, and delete that file.");
            case FAIL ->
                found.withHint("Run without `--conflict=fail` to have both between markers.");
          });
    }
    if (mode == ConflictMode.REJ) {
      rejects(file.path(), place, merged.rejected(place));
    }
  }

  private void rejects(String path, String place, String text) {
    String rejects = OutputPath.rejects(place);
    actions.add(
        new FileAction(
            FileAction.Kind.CREATE,
            path,
            rejects,
            text.getBytes(StandardCharsets.UTF_8),
            Optional.of(RenderedFile.PLAIN),
            Optional.empty(),
            Optional.empty()));
  }

  void refuse(Code code, String path, String problem) {
    refusals.add(Diagnostic.of(code, Span.ofFile(path), "`" + path + "` " + problem + "."));
  }

  /** A copy of a secret would be one more place to lose it from. */
  private void base(RenderedFile file) {
    if (file.ownership() == Ownership.SECRET) {
      return;
    }
    TreeView.Found found = tree.look(OutputPath.base(file.path()));
    if (found instanceof TreeView.Blocked blocked) {
      refusals.add(blocked.reason());
    } else if (!(found instanceof TreeView.Content content)
        || !Arrays.equals(Bases.unix(content.bytes()), file.content())) {
      bases.put(file.path(), file.content());
    }
  }

  /** What the manifest says of a file once it is written. */
  static Manifest.Entry entry(RenderedFile file) {
    List<String> origins = file.origins().stream().map(Span::toString).distinct().sorted().toList();
    return new Manifest.Entry(
        file.path(),
        file.ownership(),
        version(file),
        file.template(),
        file.mode(),
        origins,
        Manifest.State.PRESENT,
        Optional.empty());
  }

  private static Manifest.Version version(RenderedFile file) {
    SortedMap<String, String> blocks =
        file.ownership() == Ownership.MANAGED_BLOCKS
            ? ManagedBlocks.hashes(file.text())
            : new TreeMap<>();
    Optional<String> hash =
        file.ownership() == Ownership.SECRET
            ? Optional.empty()
            : Optional.of(Sha256.of(file.content()));
    return new Manifest.Version(hash, blocks);
  }
}
