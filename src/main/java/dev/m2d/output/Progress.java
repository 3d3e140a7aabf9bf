package dev.m2d.output;

import java.util.List;
import java.util.Optional;

/** How far a step of a journal came. */
enum Progress {
  DONE,
  TO_DO,
  /** Something else is there now, or what was prepared is lost. */
  CHANGED;

  static Progress of(TreeView tree, Journal.Step step) throws RefusedException {
    TreeView.Found there = tree.look(step.path());
    if (there instanceof TreeView.Blocked blocked) {
      throw new RefusedException(List.of(blocked.reason()));
    }
    Optional<String> now = TreeWriter.hash(there);
    if (step.staged().isEmpty()) {
      return now.isEmpty() ? DONE : now.equals(step.before()) ? TO_DO : CHANGED;
    }
    TreeView.Found prepared = tree.look(Journal.staged(step));
    if (prepared instanceof TreeView.Absent) {
      // Whoever changed it since changed the new text, unless it is the old one that is there.
      boolean isLost = now.equals(step.before()) && !now.equals(step.sha256());
      return isLost ? CHANGED : DONE;
    }
    if (!TreeWriter.hash(prepared).equals(step.sha256())) {
      throw Journal.damaged("names `" + Journal.staged(step) + "`, which is not what it prepared");
    }
    return now.equals(step.before()) || now.equals(step.sha256()) ? TO_DO : CHANGED;
  }
}
