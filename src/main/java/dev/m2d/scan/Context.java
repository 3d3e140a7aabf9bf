package dev.m2d.scan;

import java.util.ArrayList;
import java.util.List;

/** What all readers share. */
final class Context {
  final Project project;
  final Findings findings = new Findings();

  /** Scripts and targets of the project that were seen to be started. */
  final List<Invocation> invocations = new ArrayList<>();

  /** What pipelines of CI and their like put into an order. */
  final List<Sequence> sequences = new ArrayList<>();

  /** DAG generators of Meltano, which make a DAG of each schedule of meltano.yml. */
  final List<dev.m2d.diagnostic.Span> generators = new ArrayList<>();

  /**
   * Units that run one after the other.
   *
   * @param by what they are parts of
   */
  record Sequence(Unit by, List<Unit> parts) {}

  Context(Project project) {
    this.project = project;
  }
}
