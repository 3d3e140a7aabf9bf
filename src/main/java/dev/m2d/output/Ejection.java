package dev.m2d.output;

import dev.m2d.diagnostic.Code;
import dev.m2d.diagnostic.Diagnostic;
import dev.m2d.diagnostic.Span;
import dev.m2d.naming.Sha256;
import dev.m2d.output.merge.Language;
import dev.m2d.output.merge.TextFile;
import dev.m2d.output.merge.ThreeWay;
import dev.m2d.render.Ownership;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Takes m2d out of a project. The text that m2d wrote is changed by rules, and that change is
 * merged into the file as it is, like one of a new version: so edits stay, and where an edit and a
 * rule meet, the edit wins and the place is told.
 */
final class Ejection {

  private final TreeView tree;
  private final Manifest manifest;
  private final Bases bases;
  private final EjectRules rules = EjectRules.read();
  private final List<FileAction> actions = new ArrayList<>();

  /** The files that stay, as they will be. */
  private final Map<String, byte[]> after = new TreeMap<>();

  Ejection(TreeView tree, Manifest manifest) {
    this.tree = tree;
    this.manifest = manifest;
    this.bases = new Bases(tree);
  }

  /** A file that m2d wrote and that is there. */
  @SuppressWarnings("ArrayRecordComponent")
  private record There(Manifest.Entry entry, String place, byte[] bytes) {
    /** Whether it is as m2d wrote it, apart from the ends of its lines. */
    boolean isPristine() {
      return entry.knows(Sha256.of(bytes)) || entry.knows(Sha256.of(Bases.unix(bytes)));
    }
  }

  Ejected plan() throws RefusedException {
    List<There> files = there();
    List<There> comparison = files.stream().filter(f -> rules.compares(f.entry().path())).toList();
    List<String> kept =
        comparison.stream()
            .filter(f -> f.place().endsWith(".py") && !f.isPristine())
            .map(There::place)
            .toList();
    List<String> importers = importers(files, comparison);
    boolean goes = kept.isEmpty() && importers.isEmpty();
    for (There file : files) {
      if (goes && comparison.contains(file) && file.isPristine()) {
        act(FileAction.Kind.DELETE, file, new byte[0]);
      } else {
        byte[] text = without(file, goes);
        after.put(file.place(), text);
        if (!Arrays.equals(text, file.bytes())) {
          act(FileAction.Kind.UPDATE, file, text);
        }
      }
    }
    actions.sort(Comparator.comparing(FileAction::path));
    try {
      List<String> state = new ArrayList<>(tree.bases());
      state.add(OutputPath.FACTS);
      state.add(Manifest.PATH);
      WritePlan plan =
          new WritePlan(actions, manifest, false, new TreeMap<>(), state, List.<Diagnostic>of());
      return new Ejected(plan, left(), kept, importers, stays());
    } catch (IOException e) {
      throw unreadable();
    }
  }

  /** Modules that are there without the comparison, and import a part of it. */
  private List<String> importers(List<There> files, List<There> comparison)
      throws RefusedException {
    Map<String, String> texts = new TreeMap<>();
    try {
      for (String path : tree.files()) {
        if (path.endsWith(".py") && tree.look(path) instanceof TreeView.Content content) {
          texts.put(path, TextFile.of(content.bytes()).text());
        }
      }
    } catch (IOException e) {
      throw unreadable();
    }
    Set<String> goes = new HashSet<>();
    for (There file : files) {
      if (comparison.contains(file)) {
        texts.remove(file.place());
        goes.addAll(PythonImports.modules(file.place()));
      } else if (texts.containsKey(file.place())) {
        texts.put(file.place(), TextFile.of(without(file, true)).text());
      }
    }
    return texts.entrySet().stream()
        .filter(
            file ->
                PythonImports.of(file.getKey(), file.getValue()).stream()
                    .anyMatch(
                        name ->
                            goes.contains(name)
                                || goes.stream().anyMatch(m -> name.startsWith(m + "."))))
        .map(Map.Entry::getKey)
        .toList();
  }

  private static RefusedException unreadable() {
    return RefusedException.of(Code.M2D602, ".", "The folder cannot be read.");
  }

  private List<There> there() throws RefusedException {
    List<There> files = new ArrayList<>();
    List<Diagnostic> reasons = new ArrayList<>();
    Moves moves = new Moves(tree, manifest.files(), List.of());
    for (Manifest.Entry entry : manifest.files()) {
      if (entry.ownership() == Ownership.SECRET) {
        continue;
      }
      String place = entry.place();
      TreeView.Found found = tree.look(place);
      if (found instanceof TreeView.Absent && entry.state() == Manifest.State.PRESENT) {
        place = moves.find(entry).orElse(place);
        found = tree.look(place);
      }
      if (found instanceof TreeView.Blocked blocked) {
        reasons.add(blocked.reason());
      } else if (found instanceof TreeView.Content content) {
        reasons.addAll(Unresolved.of(tree, place, content.bytes()));
        files.add(new There(entry, place, content.bytes()));
      }
    }
    if (!reasons.isEmpty()) {
      throw new RefusedException(reasons);
    }
    return files;
  }

  private byte[] without(There file, boolean isComparisonGone) {
    Optional<byte[]> pristine =
        file.isPristine() ? Optional.of(Bases.unix(file.bytes())) : bases.read(file.entry());
    if (pristine.isEmpty() || !TextFile.isText(file.bytes())) {
      return file.bytes();
    }
    String before = new String(pristine.get(), StandardCharsets.UTF_8);
    String text = rules.without(file.entry().path(), before, isComparisonGone);
    TextFile disk = TextFile.of(file.bytes());
    return disk.with(
        ThreeWay.merge(
                Language.of(file.entry().path()),
                TextFile.lines(before),
                disk.lines(),
                TextFile.lines(text))
            .mine());
  }

  private void act(FileAction.Kind kind, There file, byte[] content) {
    actions.add(
        new FileAction(
            kind,
            file.entry().path(),
            file.place(),
            content,
            Optional.empty(),
            Optional.of(file.entry()),
            Optional.empty()));
  }

  /** Places that name m2d afterwards, files of the user's among them. */
  private List<Span> left() throws IOException {
    List<Span> left = new ArrayList<>();
    List<String> gone =
        actions.stream()
            .filter(a -> a.kind() == FileAction.Kind.DELETE)
            .map(FileAction::place)
            .toList();
    for (String path : tree.files()) {
      if (!gone.contains(path) && tree.look(path) instanceof TreeView.Content content) {
        after.putIfAbsent(path, content.bytes());
      }
    }
    after.forEach(
        (path, bytes) -> {
          List<String> lines =
              TextFile.isText(bytes) ? TextFile.of(bytes).lines() : List.<String>of();
          for (int i = 0; i < lines.size(); i++) {
            if (rules.isTrace(lines.get(i))) {
              left.add(new Span(path, i + 1, 1, i + 1, 1));
            }
          }
        });
    return left;
  }

  private List<String> stays() {
    List<String> stays = new ArrayList<>();
    for (EjectRules.Stay stay : rules.stays()) {
      List<String> words = new ArrayList<>();
      after.values().stream()
          .filter(TextFile::isText)
          .map(bytes -> new String(bytes, StandardCharsets.UTF_8))
          .flatMap(text -> stay.text().matcher(text).results().map(m -> m.group()))
          .distinct()
          .sorted()
          .forEach(words::add);
      if (!words.isEmpty()) {
        stays.add(String.join(", ", words) + ": " + stay.why());
      }
    }
    return stays;
  }
}
