package dev.m2d.output;

import dev.m2d.diagnostic.Code;
import dev.m2d.diagnostic.Diagnostics;
import dev.m2d.diagnostic.SourceFile;
import dev.m2d.naming.Sha256;
import dev.m2d.output.merge.Language;
import dev.m2d.output.merge.Merged;
import dev.m2d.output.merge.PythonCalls;
import dev.m2d.output.merge.TextFile;
import dev.m2d.output.merge.ThreeWay;
import dev.m2d.render.RenderedFile;
import dev.m2d.yaml.YamlReader;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Files that are ours: replaced while nobody edited them, merged when somebody did. */
final class OurFiles {

  private final Bases bases;
  private final Draft draft;

  OurFiles(TreeView tree, Draft draft) {
    this.bases = new Bases(tree);
    this.draft = draft;
  }

  /**
   * Decides about one that is there.
   *
   * @param note what happened to it besides
   */
  void reconcile(
      RenderedFile file,
      Optional<Manifest.Entry> entry,
      String place,
      byte[] bytes,
      Optional<String> note) {
    if (Arrays.equals(bytes, file.content())) {
      draft.settled(FileAction.Kind.UNCHANGED, file, place, note);
      return;
    }
    if (entry.filter(e -> e.knows(Sha256.of(bytes))).isPresent()) {
      draft.change(FileAction.Kind.REPLACE, file, place, file.content(), entry, note);
      return;
    }
    TextFile disk = TextFile.of(bytes);
    List<String> fresh = disk.linesOf(file.content());
    if (disk.lines().equals(fresh)) {
      draft.settled(FileAction.Kind.UNCHANGED, file, place, note);
    } else if (entry.isEmpty()) {
      draft.refuse(
          Code.M2D602, file.path(), "is there already, with other content than m2d would write");
    } else if (entry.get().knows(Sha256.of(file.content()))) {
      draft.settled(FileAction.Kind.KEPT, file, place, note);
    } else {
      merge(file, entry.get(), place, bytes, note);
    }
  }

  private void merge(
      RenderedFile file, Manifest.Entry entry, String place, byte[] bytes, Optional<String> note) {
    Optional<byte[]> base = bases.read(entry);
    if (base.isEmpty()) {
      String copy = OutputPath.base(entry.path());
      draft.refuse(
          Code.M2D601,
          place,
          "was edited, and `" + copy + "`, which a merge needs, is missing or was changed");
      return;
    }
    if (!TextFile.isText(bytes)) {
      draft.refuse(Code.M2D601, place, "was edited, and is no text any more");
      return;
    }
    TextFile disk = TextFile.of(bytes);
    List<String> fresh = disk.linesOf(file.content());
    List<String> old = disk.linesOf(base.get());
    Language language = Language.of(file.path());
    Merged merged = ThreeWay.merge(language, old, disk.lines(), fresh);
    if (merged.conflicts() == 0 && breaks(language, disk.lines(), merged.mine())) {
      merged = Merged.conflict(old, disk.lines(), fresh);
    }
    draft.merged(file, place, disk, merged, Optional.of(entry), FileAction.Kind.MERGE, note);
  }

  /** Two keys of one name come together where both sides added one at different places. */
  private static boolean breaks(Language language, List<String> mine, List<String> merged) {
    return switch (language) {
      case YAML -> isYaml(mine) && !isYaml(merged);
      case PYTHON -> !PythonCalls.repeatAnArgument(mine) && PythonCalls.repeatAnArgument(merged);
      default -> false;
    };
  }

  private static boolean isYaml(List<String> lines) {
    Diagnostics sink = new Diagnostics();
    String text = String.join("\n", lines) + "\n";
    return YamlReader.read(new SourceFile("merged", text), sink).isPresent() && !sink.hasErrors();
  }
}
