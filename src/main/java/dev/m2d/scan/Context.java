package dev.m2d.scan;

import java.util.ArrayList;
import java.util.List;

/** What all readers share. */
final class Context {
  final Project project;
  final Findings findings = new Findings();

  /** Scripts and targets of the project that were seen to be started. */
  final List<Invocation> invocations = new ArrayList<>();

  Context(Project project) {
    this.project = project;
  }
}
