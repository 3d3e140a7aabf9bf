package dev.m2d.output;

import dev.m2d.diagnostic.Code;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What was done about an earlier run that did not come to its end.
 *
 * @param kind what it was
 * @param done steps that were left to do
 * @param total steps that it had
 * @param skipped files that were changed since; for them the earlier run counts as not made
 */
public record Recovery(Kind kind, int done, int total, List<String> skipped) {

  /** Files that a message names. */
  private static final int NAMED = 3;

  /** What was done. */
  public enum Kind {
    /** The earlier run ended well. */
    NONE,
    /** It had changed nothing yet; what it had prepared was removed. */
    ROLLED_BACK,
    /** It had begun to change files; the rest was done. */
    FINISHED
  }

  /** How far a step came. */
  private enum Progress {
    DONE,
    TO_DO,
    /** Something else is there now, or what was prepared is lost. */
    CHANGED
  }

  public Recovery {
    skipped = List.copyOf(skipped);
  }

  /** Ends what an earlier run began. */
  static Recovery run(TreeView tree, Disk disk) throws IOException, RefusedException {
    TreeView.Found found = tree.look(Journal.PATH);
    if (found instanceof TreeView.Blocked blocked) {
      throw new RefusedException(List.of(blocked.reason()));
    }
    if (!(found instanceof TreeView.Content content)) {
      boolean prepared = TreeWriter.clear(tree, disk);
      return new Recovery(prepared ? Kind.ROLLED_BACK : Kind.NONE, 0, 0, List.of());
    }
    Journal journal = Journal.read(content.bytes());
    Set<String> skipped = new HashSet<>();
    List<Journal.Step> left = new ArrayList<>();
    for (Journal.Step step : journal.steps()) {
      Progress progress = progress(tree, step);
      if (progress == Progress.CHANGED && !step.of().isEmpty()) {
        skipped.add(step.of());
      } else if (progress == Progress.TO_DO) {
        left.add(step);
      }
    }
    Steps steps = new Steps(tree, disk);
    int done = 0;
    for (Journal.Step step : left) {
      if (!skipped.contains(step.of())) {
        boolean isManifest = step.path().equals(Manifest.PATH) && step.staged().isPresent();
        if (isManifest && !skipped.isEmpty()) {
          keepOldEntries(tree, disk, step, skipped);
        }
        steps.apply(step);
        done++;
      }
    }
    steps.end();
    List<String> names = skipped.stream().sorted().toList();
    return new Recovery(Kind.FINISHED, done, journal.steps().size(), names);
  }

  /** What there is to say of it to somebody who only looks. */
  static RefusedException pending(TreeView tree, Journal journal) throws RefusedException {
    List<String> left = new ArrayList<>();
    for (Journal.Step step : journal.steps()) {
      if (progress(tree, step) == Progress.TO_DO) {
        left.add(step.path());
      }
    }
    List<String> files = left.stream().filter(p -> !p.startsWith(OutputPath.STATE_FOLDER)).toList();
    int more = files.size() - NAMED;
    String names =
        files.isEmpty()
            ? "; all of its files are written"
            : ": "
                + String.join(", ", files.stream().limit(NAMED).map(f -> "`" + f + "`").toList())
                + (more > 0 ? " and " + more + " more" : "");
    return RefusedException.of(
        Code.M2D612,
        Journal.PATH,
        "An earlier run was interrupted while it wrote. "
            + left.size()
            + " of its "
            + journal.steps().size()
            + " steps are left"
            + names
            + ".");
  }

  private static Progress progress(TreeView tree, Journal.Step step) throws RefusedException {
    TreeView.Found there = tree.look(step.path());
    if (there instanceof TreeView.Blocked blocked) {
      throw new RefusedException(List.of(blocked.reason()));
    }
    Optional<String> now = TreeWriter.hash(tree, step.path());
    if (step.staged().isEmpty()) {
      return now.isEmpty()
          ? Progress.DONE
          : now.equals(step.before()) ? Progress.TO_DO : Progress.CHANGED;
    }
    String prepared = TreeWriter.TEMP + "/" + step.staged().get();
    if (tree.look(prepared) instanceof TreeView.Absent) {
      // Whoever changed it since changed the new text, unless it is the old one that is there.
      boolean isLost = now.equals(step.before()) && !now.equals(step.sha256());
      return isLost ? Progress.CHANGED : Progress.DONE;
    }
    if (!TreeWriter.hash(tree, prepared).equals(step.sha256())) {
      throw Journal.damaged("names `" + prepared + "`, which is not what it prepared");
    }
    return now.equals(step.before()) || now.equals(step.sha256())
        ? Progress.TO_DO
        : Progress.CHANGED;
  }

  /** The manifest says of files that were skipped what it said before, so that they are merged. */
  private static void keepOldEntries(
      TreeView tree, Disk disk, Journal.Step step, Set<String> skipped)
      throws IOException, RefusedException {
    String prepared = TreeWriter.TEMP + "/" + step.staged().orElseThrow();
    if (!(tree.look(prepared) instanceof TreeView.Content content)) {
      return;
    }
    Manifest next = ManifestJson.read(content.bytes());
    Map<String, Manifest.Entry> old =
        tree.look(Manifest.PATH) instanceof TreeView.Content manifest
            ? ManifestJson.read(manifest.bytes()).byPath()
            : Map.of();
    List<Manifest.Entry> entries = new ArrayList<>();
    next.files().stream().filter(e -> !skipped.contains(e.path())).forEach(entries::add);
    skipped.stream().filter(old::containsKey).map(old::get).forEach(entries::add);
    byte[] bytes = ManifestJson.write(new Manifest(next.header(), next.names(), entries));
    disk.create(tree.root().resolve(prepared), bytes, Disk.permissions(0644));
  }
}
