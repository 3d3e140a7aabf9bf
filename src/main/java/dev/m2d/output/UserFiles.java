package dev.m2d.output;

import dev.m2d.output.merge.TextFile;
import dev.m2d.render.RenderedFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Files that are the user's after the first run: something is added, nothing is overwritten. */
final class UserFiles {

  private static final int FEW = 3;

  private final Bases bases;
  private final Draft draft;

  UserFiles(TreeView tree, Draft draft) {
    this.bases = new Bases(tree);
    this.draft = draft;
  }

  /** Decides about one that is there. */
  void reconcile(RenderedFile file, Optional<Manifest.Entry> entry, byte[] bytes) {
    TextFile disk = TextFile.of(bytes);
    String fresh = disk.textOf(file.content());
    switch (file.ownership()) {
      case GENERATED, COPIED -> throw new IllegalStateException(file.path() + " is ours");
      case SEEDED -> draft.settled(FileAction.Kind.KEPT, file, file.path(), Optional.empty());
      case MANAGED_BLOCKS ->
          ManagedBlocks.merge(
                  file.path(),
                  disk.text(),
                  fresh,
                  entry,
                  entry.flatMap(bases::read).map(disk::textOf),
                  draft.refusals)
              .ifPresent(
                  merged ->
                      draft.merged(
                          file,
                          file.path(),
                          disk,
                          merged,
                          entry,
                          FileAction.Kind.UPDATE,
                          Optional.empty()));
      case APPENDED ->
          YamlAppend.merge(
                  file.path(),
                  entry.flatMap(bases::read).map(disk::textOf),
                  disk.text(),
                  fresh,
                  draft.refusals)
              .ifPresent(
                  text -> added(file, entry, disk, text, leftovers(file, entry, disk, fresh)));
      case SECRET -> {
        DotenvAppend.Result result = DotenvAppend.merge(disk.text(), fresh);
        Optional<String> note =
            result.differing().isEmpty()
                ? Optional.empty()
                : Optional.of("its own value is kept for " + String.join(", ", result.differing()));
        added(file, entry, disk, result.text(), note);
      }
    }
  }

  private void added(
      RenderedFile file,
      Optional<Manifest.Entry> entry,
      TextFile disk,
      String text,
      Optional<String> note) {
    if (text.equals(disk.text())) {
      draft.asIs(file, file.path(), disk, note);
    } else {
      draft.change(FileAction.Kind.UPDATE, file, file.path(), disk.withMore(text), entry, note);
    }
  }

  /**
   * All that just left the project is told once by name; after that, as long as it is there, few.
   */
  private Optional<String> leftovers(
      RenderedFile file, Optional<Manifest.Entry> entry, TextFile disk, String fresh) {
    List<String> left = YamlAppend.leftovers(file.path(), disk.text(), fresh);
    if (left.isEmpty()) {
      return Optional.empty();
    }
    String before = entry.flatMap(bases::read).map(disk::textOf).orElse("");
    List<String> just = new ArrayList<>(left);
    just.retainAll(YamlAppend.leftovers(file.path(), before, fresh));
    if (just.isEmpty()) {
      String names = String.join(", ", left.subList(0, Math.min(FEW, left.size())));
      String more = left.size() > FEW ? " and " + (left.size() - FEW) + " more" : "";
      return Optional.of("yours, still with what the project has no longer: " + names + more);
    }
    int older = left.size() - just.size();
    return Optional.of(
        "yours, so it still names what the project has no longer, which you may take out: "
            + String.join(", ", just)
            + (older == 0 ? "" : "; and " + older + " told before"));
  }
}
