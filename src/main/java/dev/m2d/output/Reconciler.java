package dev.m2d.output;

import dev.m2d.diagnostic.Code;
import dev.m2d.diagnostic.Diagnostic;
import dev.m2d.diagnostic.Span;
import dev.m2d.naming.NameLedger;
import dev.m2d.render.Ownership;
import dev.m2d.render.RenderedFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** Compares what was rendered with the manifest and the disk; writes nothing. */
final class Reconciler {

  private final TreeView tree;
  private final Optional<Manifest> manifest;
  private final Map<String, Manifest.Entry> known;
  private final List<FileAction> actions = new ArrayList<>();
  private final List<Diagnostic> refusals = new ArrayList<>();
  private final SortedMap<String, byte[]> bases = new TreeMap<>();

  Reconciler(TreeView tree, Optional<Manifest> manifest) {
    this.tree = tree;
    this.manifest = manifest;
    this.known = manifest.map(Manifest::byPath).orElse(Map.of());
  }

  WritePlan reconcile(List<RenderedFile> files, Manifest.Header header, NameLedger names)
      throws RefusedException {
    checkPaths(files);
    for (RenderedFile file : files) {
      rendered(file);
    }
    Set<String> paths = new HashSet<>();
    files.forEach(f -> paths.add(f.path()));
    for (Manifest.Entry entry : known.values()) {
      if (!paths.contains(entry.path())) {
        orphan(entry);
      }
    }
    List<String> stray = strayBases();
    if (!refusals.isEmpty()) {
      throw new RefusedException(
          refusals.stream()
              .sorted(
                  Comparator.comparing((Diagnostic d) -> d.at().map(Span::file).orElse(""))
                      .thenComparing(d -> d.at().map(Span::line).orElse(0)))
              .toList());
    }
    actions.sort(Comparator.comparing(FileAction::path));
    NameLedger all = manifest.map(m -> m.names().mergedUnder(names)).orElse(names);
    List<Manifest.Entry> entries = actions.stream().flatMap(a -> a.after().stream()).toList();
    Manifest next = new Manifest(header, all, entries);
    boolean changes =
        !(tree.look(Manifest.PATH) instanceof TreeView.Content content)
            || !Arrays.equals(content.bytes(), ManifestJson.write(next));
    return new WritePlan(actions, next, changes, bases, stray);
  }

  private void rendered(RenderedFile file) {
    Optional<Manifest.Entry> entry = Optional.ofNullable(known.get(file.path()));
    TreeView.Found found = tree.look(file.path());
    if (found instanceof TreeView.Blocked blocked) {
      refusals.add(blocked.reason());
      return;
    }
    if (found instanceof TreeView.Absent) {
      absent(file, entry);
      return;
    }
    byte[] disk = ((TreeView.Content) found).bytes();
    switch (file.ownership()) {
      case GENERATED, COPIED -> ours(file, entry, disk);
      case SEEDED -> settled(FileAction.Kind.KEPT, file, Optional.empty());
      case MANAGED_BLOCKS ->
          ManagedBlocks.merge(file.path(), utf8(disk), file.text(), entry, refusals)
              .ifPresent(text -> merged(file, entry, disk, text, Optional.empty()));
      case APPENDED ->
          YamlAppend.merge(file.path(), utf8(disk), file.text(), refusals)
              .ifPresent(text -> merged(file, entry, disk, text, leftovers(file, disk)));
      case SECRET -> {
        DotenvAppend.Result result = DotenvAppend.merge(utf8(disk), file.text());
        Optional<String> note =
            result.differing().isEmpty()
                ? Optional.empty()
                : Optional.of("its own value is kept for " + String.join(", ", result.differing()));
        merged(file, entry, disk, result.text(), note);
      }
    }
  }

  private static Optional<String> leftovers(RenderedFile file, byte[] disk) {
    List<String> left = YamlAppend.leftovers(file.path(), utf8(disk), file.text());
    return left.isEmpty()
        ? Optional.empty()
        : Optional.of("remove what the project has no longer: " + String.join(", ", left));
  }

  private void absent(RenderedFile file, Optional<Manifest.Entry> entry) {
    boolean deleted =
        entry.isPresent()
            && entry.get().current().isPresent()
            && file.ownership() != Ownership.SECRET;
    if (deleted) {
      String base = OutputPath.base(file.path());
      actions.add(
          new FileAction(
              FileAction.Kind.STAYS_DELETED,
              file.path(),
              new byte[0],
              file.mode(),
              entry,
              entry,
              Optional.of("copy " + base + " to it to have it back")));
      return;
    }
    change(FileAction.Kind.CREATE, file, file.content(), Optional.empty(), Optional.empty());
  }

  private void ours(RenderedFile file, Optional<Manifest.Entry> entry, byte[] disk) {
    String hash = Sha256.of(disk);
    if (Arrays.equals(disk, file.content())) {
      settled(FileAction.Kind.UNCHANGED, file, Optional.empty());
    } else if (entry.filter(e -> e.knows(hash)).isPresent()) {
      Manifest.Version onDisk = new Manifest.Version(Optional.of(hash), new TreeMap<>());
      change(FileAction.Kind.REPLACE, file, file.content(), Optional.of(onDisk), Optional.empty());
    } else if (entry.isPresent()) {
      refuse(Code.M2D601, file.path(), "was edited since m2d wrote it");
    } else {
      refuse(Code.M2D602, file.path(), "is there already, with other content than m2d would write");
    }
  }

  private void merged(
      RenderedFile file,
      Optional<Manifest.Entry> entry,
      byte[] disk,
      String text,
      Optional<String> note) {
    byte[] content = text.getBytes(StandardCharsets.UTF_8);
    if (text.equals(utf8(disk))) {
      boolean asRendered = Arrays.equals(disk, file.content());
      settled(asRendered ? FileAction.Kind.UNCHANGED : FileAction.Kind.KEPT, file, note);
    } else {
      Optional<Manifest.Version> before =
          entry.flatMap(Manifest.Entry::current).or(() -> Optional.of(version(file)));
      change(FileAction.Kind.UPDATE, file, content, before, note);
    }
  }

  private void change(
      FileAction.Kind kind,
      RenderedFile file,
      byte[] content,
      Optional<Manifest.Version> before,
      Optional<String> note) {
    Manifest.Version after = version(file);
    base(file);
    actions.add(
        new FileAction(
            kind,
            file.path(),
            content,
            file.mode(),
            Optional.of(entry(file, before, Optional.of(after))),
            Optional.of(entry(file, Optional.of(after), Optional.empty())),
            note));
  }

  private void settled(FileAction.Kind kind, RenderedFile file, Optional<String> note) {
    base(file);
    Optional<Manifest.Entry> entry =
        Optional.of(entry(file, Optional.of(version(file)), Optional.empty()));
    actions.add(new FileAction(kind, file.path(), new byte[0], file.mode(), entry, entry, note));
  }

  private void orphan(Manifest.Entry entry) {
    TreeView.Found found = tree.look(entry.path());
    if (found instanceof TreeView.Absent) {
      return;
    }
    boolean ours =
        entry.ownership() == Ownership.GENERATED || entry.ownership() == Ownership.COPIED;
    if (!ours) {
      actions.add(
          new FileAction(
              FileAction.Kind.KEPT,
              entry.path(),
              new byte[0],
              entry.mode(),
              Optional.empty(),
              Optional.empty(),
              Optional.of("no longer written by m2d; it is yours")));
    } else if (found instanceof TreeView.Blocked blocked) {
      refusals.add(blocked.reason());
    } else if (entry.knows(Sha256.of(((TreeView.Content) found).bytes()))) {
      actions.add(
          new FileAction(
              FileAction.Kind.DELETE,
              entry.path(),
              new byte[0],
              entry.mode(),
              Optional.of(entry),
              Optional.empty(),
              Optional.empty()));
    } else {
      refuse(Code.M2D603, entry.path(), "is no longer needed, but was edited since m2d wrote it");
    }
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
        || !Arrays.equals(content.bytes(), file.content())) {
      bases.put(file.path(), file.content());
    }
  }

  private List<String> strayBases() {
    Set<String> needed = new HashSet<>();
    for (FileAction action : actions) {
      if (action.after().isPresent()) {
        needed.add(OutputPath.base(action.path()));
      }
    }
    try {
      return tree.bases().stream().filter(p -> !needed.contains(p)).toList();
    } catch (IOException e) {
      refuse(Code.M2D602, OutputPath.STATE_FOLDER + "/base", "cannot be read");
      return List.of();
    }
  }

  private void refuse(Code code, String path, String problem) {
    refusals.add(Diagnostic.of(code, Span.ofFile(path), "`" + path + "` " + problem + "."));
  }

  private static Manifest.Entry entry(
      RenderedFile file, Optional<Manifest.Version> current, Optional<Manifest.Version> pending) {
    List<String> origins = file.origins().stream().map(Span::toString).distinct().sorted().toList();
    return new Manifest.Entry(
        file.path(), file.ownership(), current, pending, file.template(), file.mode(), origins);
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

  private static String utf8(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  /** What we render is ours to get right, so a bad path is a bug and no refusal. */
  private static void checkPaths(List<RenderedFile> files) {
    Map<String, String> folded = new HashMap<>();
    for (RenderedFile file : files) {
      OutputPath.problem(file.path())
          .ifPresent(
              problem -> {
                throw new IllegalStateException("path `" + file.path() + "` " + problem);
              });
      String path = file.path().toLowerCase(Locale.ROOT);
      String other = folded.put(path, file.path());
      if (other != null) {
        throw new IllegalStateException(
            "two files differ at most by case: `" + other + "`, `" + file.path() + "`");
      }
    }
    for (String path : folded.keySet()) {
      for (int i = path.indexOf('/'); i >= 0; i = path.indexOf('/', i + 1)) {
        if (folded.containsKey(path.substring(0, i))) {
          throw new IllegalStateException("a file is also a folder: `" + path + "`");
        }
      }
    }
  }
}
