package dev.m2d.output;

import dev.m2d.diagnostic.Code;
import dev.m2d.diagnostic.Diagnostic;
import dev.m2d.diagnostic.Span;
import dev.m2d.naming.NameLedger;
import dev.m2d.output.merge.TextFile;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Gives files of ours other paths, with the user's edits, and entries of the user's files other
 * names. What a rename of a thing in Dagster comes to; the texts follow at the next run.
 */
final class Relocation {

  private final TreeView tree;
  private final Manifest manifest;
  private final List<FileAction> actions = new ArrayList<>();
  private final Map<String, byte[]> bases = new TreeMap<>();
  private final List<String> stray = new ArrayList<>();

  Relocation(TreeView tree, Manifest manifest) {
    this.tree = tree;
    this.manifest = manifest;
  }

  /**
   * An entry of a YAML file of the user's.
   *
   * @param section the key at the top of the file
   */
  record Key(String file, String section, String from, String to) {}

  /**
   * What it changes.
   *
   * @param paths of files of ours, by those that they have
   */
  WritePlan plan(Map<String, String> paths, List<Key> keys, NameLedger names)
      throws RefusedException {
    List<Manifest.Entry> entries = new ArrayList<>();
    for (Manifest.Entry entry : manifest.files()) {
      String path = paths.get(entry.path());
      entries.add(path == null ? entry : moved(entry, path));
    }
    for (Key key : keys) {
      Optional<Manifest.Entry> entry =
          entries.stream().filter(e -> e.path().equals(key.file())).findFirst();
      if (entry.isPresent()) {
        rename(entry.get(), key);
      }
    }
    Manifest next = new Manifest(manifest.header(), names, entries);
    // What goes is gone only when its text is in its new place.
    actions.sort(
        Comparator.comparing((FileAction a) -> a.kind() == FileAction.Kind.DELETE)
            .thenComparing(FileAction::place));
    return new WritePlan(actions, next, true, new TreeMap<>(bases), stray, List.of());
  }

  private Manifest.Entry moved(Manifest.Entry entry, String path) throws RefusedException {
    Manifest.Entry at =
        new Manifest.Entry(
            path,
            entry.ownership(),
            entry.version(),
            entry.template(),
            entry.mode(),
            entry.origins(),
            entry.state(),
            entry.movedTo());
    if (tree.look(OutputPath.base(entry.path())) instanceof TreeView.Content base) {
      bases.put(path, Bases.unix(base.bytes()));
      stray.add(OutputPath.base(entry.path()));
    }
    TreeView.Found found = tree.look(entry.place());
    if (found instanceof TreeView.Absent || entry.movedTo().isPresent()) {
      return at;
    }
    if (Files.isSymbolicLink(tree.root().resolve(entry.path()))) {
      return at.at(entry.path());
    }
    if (!(found instanceof TreeView.Content content)) {
      throw new RefusedException(List.of(((TreeView.Blocked) found).reason()));
    }
    if (!(tree.look(path) instanceof TreeView.Absent)) {
      throw RefusedException.of(
          Code.M2D602, path, "`" + path + "` is to be a file of m2d's, but is there already.");
    }
    actions.add(
        action(FileAction.Kind.CREATE, at, path, content.bytes(), mode(entry.path(), entry)));
    actions.add(action(FileAction.Kind.DELETE, at, entry.path(), new byte[0], Optional.empty()));
    return at;
  }

  private Optional<Integer> mode(String path, Manifest.Entry entry) {
    try {
      return Disk.mode(tree.root().resolve(path));
    } catch (IOException e) {
      return Optional.of(entry.mode());
    }
  }

  private void rename(Manifest.Entry entry, Key key) throws RefusedException {
    if (!(tree.look(entry.place()) instanceof TreeView.Content content)) {
      return;
    }
    TextFile disk = TextFile.of(content.bytes());
    YamlKey.Renamed renamed = YamlKey.rename(disk.text(), key.section(), key.from(), key.to());
    if (renamed instanceof YamlKey.Text text) {
      byte[] bytes = disk.with(text.text());
      actions.add(action(FileAction.Kind.UPDATE, entry, entry.place(), bytes, Optional.empty()));
    } else if (renamed instanceof YamlKey.Problem problem) {
      Span at = new Span(entry.place(), problem.line(), 1, problem.line(), 1);
      throw new RefusedException(
          List.of(
              Diagnostic.of(Code.M2D608, at, "`" + entry.place() + "` " + problem.text() + ".")
                  .withHint(problem.hint())));
    }
  }

  private static FileAction action(
      FileAction.Kind kind,
      Manifest.Entry entry,
      String place,
      byte[] content,
      Optional<Integer> mode) {
    return new FileAction(
        kind, entry.path(), place, content, mode, Optional.of(entry), Optional.empty());
  }
}
