package dev.m2d.output;

import dev.m2d.diagnostic.Code;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

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

  public Recovery {
    skipped = List.copyOf(skipped);
  }

  /** Ends what an earlier run began. */
  static Recovery run(TreeView tree, Disk disk)
      throws IOException, RefusedException, WriteFailedException {
    TreeView.Found found = tree.look(Journal.PATH);
    if (found instanceof TreeView.Blocked blocked) {
      throw new RefusedException(List.of(blocked.reason()));
    }
    if (!(found instanceof TreeView.Content content)) {
      boolean prepared = TreeWriter.clear(tree, disk);
      return new Recovery(prepared ? Kind.ROLLED_BACK : Kind.NONE, 0, 0, List.of());
    }
    Journal journal = Journal.read(content.bytes());
    Steps steps = new Steps(tree, disk);
    try {
      steps.run(journal);
    } catch (IOException e) {
      throw new WriteFailedException(steps.at(), e, steps.done(), journal.steps().size());
    }
    return new Recovery(Kind.FINISHED, steps.done(), journal.steps().size(), steps.skipped());
  }

  /** What there is to say of it to somebody who only looks. */
  static RefusedException pending(TreeView tree, Journal journal) throws RefusedException {
    List<String> left = new ArrayList<>();
    for (Journal.Step step : journal.steps()) {
      if (Progress.of(tree, step) == Progress.TO_DO) {
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
}
