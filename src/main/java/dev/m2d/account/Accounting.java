package dev.m2d.account;

import dev.m2d.diagnostic.Diagnostic;
import dev.m2d.meltano.resolve.Reading;
import dev.m2d.meltano.resolve.ResolvedProject;
import dev.m2d.plan.DagsterPlan;
import java.util.List;

/**
 * The account of a project: every node of its files with its one state.
 *
 * @param entries by file, in the order in which the files were read, then by place
 */
public record Accounting(List<Entry> entries) {

  public Accounting {
    entries = List.copyOf(entries);
  }

  /** How many nodes are in each state. */
  public Counts counts() {
    return Counts.of(entries);
  }

  /**
   * The account of a project and its plan.
   *
   * @param findings of reading and of planning
   */
  public static Accounting of(
      Reading reading, ResolvedProject project, DagsterPlan plan, List<Diagnostic> findings) {
    return new Accounting(new Bookkeeper(reading, project, plan, findings).entries());
  }
}
