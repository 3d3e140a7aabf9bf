package dev.m2d.output;

import dev.m2d.diagnostic.Code;
import dev.m2d.diagnostic.Diagnostic;
import dev.m2d.diagnostic.Span;
import dev.m2d.naming.NameLedger;
import dev.m2d.naming.Sha256;
import dev.m2d.render.Ownership;
import dev.m2d.render.RenderedFile;
import java.io.IOException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Compares what was rendered with the manifest and the disk; writes nothing. */
final class Reconciler {

  private final TreeView tree;
  private final Map<String, Manifest.Entry> known;
  private final Draft draft;
  private final OurFiles ours;
  private final UserFiles users;

  Reconciler(TreeView tree, Optional<Manifest> manifest, ConflictMode mode) {
    this.tree = tree;
    this.known = new TreeMap<>(manifest.map(Manifest::byPath).orElse(Map.of()));
    this.draft = new Draft(tree, mode);
    this.ours = new OurFiles(tree, draft);
    this.users = new UserFiles(tree, draft);
  }

  WritePlan reconcile(List<RenderedFile> files, Manifest.Header header, NameLedger names)
      throws RefusedException {
    RenderedPaths.check(files);
    Set<String> paths = files.stream().map(RenderedFile::path).collect(Collectors.toSet());
    // A file of ours goes to a place before one that the user moved there.
    known.replaceAll((path, entry) -> paths.contains(entry.place()) ? entry.at(path) : entry);
    Moves moves = new Moves(tree, known.values(), paths);
    for (RenderedFile file : files) {
      rendered(file, moves);
    }
    for (Manifest.Entry entry : known.values()) {
      if (!paths.contains(entry.path())) {
        orphan(entry);
      }
    }
    List<String> stray = strayBases();
    stop(draft.unresolved);
    stop(draft.refusals);
    draft.actions.sort(Comparator.comparing(FileAction::path));
    List<Manifest.Entry> entries = draft.actions.stream().flatMap(a -> a.entry().stream()).toList();
    Manifest next = new Manifest(header, names, entries);
    boolean changes =
        !(tree.look(Manifest.PATH) instanceof TreeView.Content content)
            || !Arrays.equals(Bases.unix(content.bytes()), ManifestJson.write(next));
    return new WritePlan(draft.actions, next, changes, draft.bases, stray, draft.findings);
  }

  private static void stop(List<Diagnostic> reasons) throws RefusedException {
    if (!reasons.isEmpty()) {
      throw new RefusedException(
          reasons.stream()
              .sorted(
                  Comparator.comparing((Diagnostic d) -> d.at().map(Span::file).orElse(""))
                      .thenComparing(d -> d.at().map(Span::line).orElse(0)))
              .toList());
    }
  }

  private void rendered(RenderedFile file, Moves moves) {
    Optional<Manifest.Entry> entry = Optional.ofNullable(known.get(file.path()));
    String place = entry.map(Manifest.Entry::place).orElse(file.path());
    Optional<String> note = Optional.empty();
    TreeView.Found found = tree.look(place);
    if (!place.equals(file.path())
        && (found instanceof TreeView.Absent
            || !(tree.look(file.path()) instanceof TreeView.Absent))) {
      place = file.path();
      found = tree.look(place);
    }
    if (found instanceof TreeView.Absent && isMissed(file, entry)) {
      Optional<String> moved = moves.find(entry.orElseThrow());
      if (moved.isPresent()) {
        place = moved.get();
        found = tree.look(place);
        note = Optional.of("moved here from " + file.path() + "; m2d follows it");
      }
    }
    if (found instanceof TreeView.Blocked blocked) {
      draft.refusals.add(blocked.reason());
    } else if (found instanceof TreeView.Absent) {
      absent(file, entry);
    } else if (found instanceof TreeView.Content content && isResolved(file, place, content)) {
      if (file.ownership() == Ownership.GENERATED || file.ownership() == Ownership.COPIED) {
        ours.reconcile(file, entry, place, content.bytes(), note);
      } else {
        users.reconcile(file, entry, content.bytes());
      }
    }
  }

  /** Whether it was there at the end of the last run. */
  private static boolean isMissed(RenderedFile file, Optional<Manifest.Entry> entry) {
    return file.ownership() != Ownership.SECRET
        && entry.filter(e -> e.state() != Manifest.State.DELETED).isPresent();
  }

  private boolean isResolved(RenderedFile file, String place, TreeView.Content content) {
    if (file.ownership() == Ownership.SECRET) {
      return true;
    }
    List<Diagnostic> found = Unresolved.of(tree, place, content.bytes());
    draft.unresolved.addAll(found);
    return found.isEmpty();
  }

  private void absent(RenderedFile file, Optional<Manifest.Entry> entry) {
    if (entry.isPresent() && file.ownership() != Ownership.SECRET) {
      boolean isNews = entry.get().state() != Manifest.State.DELETED;
      draft.stays(
          FileAction.Kind.STAYS_DELETED,
          entry.get().in(Manifest.State.DELETED),
          isNews ? Optional.of("stays deleted; `m2d restore` gives it back") : Optional.empty());
    } else {
      draft.change(
          FileAction.Kind.CREATE,
          file,
          file.path(),
          file.content(),
          Optional.empty(),
          aside(file.path()));
    }
  }

  /** That an edited text of the file stands beside it since its source was gone. */
  private Optional<String> aside(String path) {
    String kept = OutputPath.kept(path);
    return tree.look(kept) instanceof TreeView.Content
        ? Optional.of("needed again; your edits of before are in " + kept)
        : Optional.empty();
  }

  private void orphan(Manifest.Entry entry) {
    TreeView.Found found = tree.look(entry.place());
    if (found instanceof TreeView.Absent) {
      return;
    }
    if (!entry.isOurs()) {
      draft.actions.add(
          gone(FileAction.Kind.KEPT, entry, Optional.of("no longer written by m2d; it is yours")));
    } else if (found instanceof TreeView.Blocked blocked) {
      draft.refusals.add(blocked.reason());
    } else if (entry.movedTo().isEmpty()
        && entry.knows(Sha256.of(((TreeView.Content) found).bytes()))) {
      draft.actions.add(gone(FileAction.Kind.DELETE, entry, Optional.empty()));
    } else if (isModule(entry.place()) || isPlugin(entry.place())) {
      setAside(entry, ((TreeView.Content) found).bytes());
    } else {
      if (entry.state() != Manifest.State.KEPT) {
        draft.findings.add(kept(entry, entry.place(), "it is kept"));
      }
      Manifest.Entry kept = entry.in(Manifest.State.KEPT).at(entry.place());
      draft.stays(FileAction.Kind.KEPT, kept, Optional.empty());
    }
  }

  /** Whether Dagster takes up whatever definitions stand in it. */
  private static boolean isModule(String place) {
    return place.startsWith("dagster_project/defs/") && place.endsWith(".py");
  }

  /** Whether the kit takes it for a plugin of the project. */
  private static boolean isPlugin(String place) {
    return place.startsWith("plugins/") && place.endsWith(".yaml");
  }

  /**
   * Keeps a file under a name that nothing loads. What a module imports may be gone, and other
   * modules may define its assets now: the whole project would not load. A plugin would still be
   * installed, and its variables asked for.
   */
  private void setAside(Manifest.Entry entry, byte[] bytes) {
    String aside = OutputPath.kept(entry.place());
    for (int i = 2; isTaken(aside, bytes); i++) {
      aside = OutputPath.kept(entry.place()) + "-" + i;
    }
    draft.findings.add(
        kept(
            entry,
            aside,
            "it is kept as `"
                + aside
                + "`, and "
                + (isPlugin(entry.place())
                    ? "the project does not read it any more"
                    : "Dagster does not load what it defines any more")));
    draft.actions.add(
        new FileAction(
            FileAction.Kind.CREATE,
            entry.path(),
            aside,
            bytes,
            Optional.of(entry.mode()),
            Optional.empty(),
            Optional.empty()));
    draft.actions.add(gone(FileAction.Kind.DELETE, entry, Optional.of("kept as " + aside)));
  }

  private boolean isTaken(String place, byte[] bytes) {
    TreeView.Found found = tree.look(place);
    return !(found instanceof TreeView.Absent)
        && !(found instanceof TreeView.Content content && Arrays.equals(content.bytes(), bytes));
  }

  private static Diagnostic kept(Manifest.Entry entry, String place, String how) {
    return Diagnostic.of(
        Code.M2D603,
        Span.ofFile(place),
        "`"
            + entry.place()
            + "` is no longer needed, but was "
            + (entry.movedTo().isPresent() ? "moved" : "edited")
            + " since m2d wrote it: "
            + how
            + ".");
  }

  private static FileAction gone(
      FileAction.Kind kind, Manifest.Entry entry, Optional<String> note) {
    return new FileAction(
        kind, entry.path(), entry.place(), new byte[0], Optional.empty(), Optional.empty(), note);
  }

  private List<String> strayBases() {
    Set<String> needed = new HashSet<>();
    for (FileAction action : draft.actions) {
      if (action.entry().isPresent()) {
        needed.add(OutputPath.base(action.path()));
      }
    }
    try {
      return tree.bases().stream().filter(p -> !needed.contains(p)).toList();
    } catch (IOException e) {
      draft.refuse(Code.M2D602, OutputPath.STATE_FOLDER + "/base", "cannot be read");
      return List.of();
    }
  }
}
