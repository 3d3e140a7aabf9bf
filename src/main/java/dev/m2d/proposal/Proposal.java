package dev.m2d.proposal;

import dev.m2d.config.ToolConfig;
import dev.m2d.diagnostic.Span;
import dev.m2d.scan.UnitKind;
import dev.m2d.yaml.Located;
import java.util.List;
import java.util.Optional;

/**
 * A job that takes the place of calls of Meltano in one file.
 *
 * @param job as m2d.yaml would have it, `from` included
 * @param unit what groups calls that run one after the other, as the scan names it
 * @param at the first call
 * @param doubts why it is not taken by itself, each a sentence; empty when it is plain
 * @param notes what to know about it, each a sentence
 * @param shared the schedule that starts it and others after it, as a sentence; with the first
 */
public record Proposal(
    ToolConfig.JobEntry job,
    String unit,
    UnitKind kind,
    Span at,
    List<String> doubts,
    List<String> notes,
    Optional<Located<String>> shared) {

  public Proposal {
    doubts = List.copyOf(doubts);
    notes = List.copyOf(notes);
  }

  /** Its name. */
  public String name() {
    return job.name().map(n -> n.value()).orElse("");
  }

  /** `file:line` of the first call. */
  public String from() {
    return at.file() + ":" + at.line();
  }

  /** Whether `m2d generate` takes it by itself. */
  public boolean plain() {
    return doubts.isEmpty();
  }

  Proposal with(ToolConfig.JobEntry other) {
    return new Proposal(other, unit, kind, at, doubts, notes, shared);
  }
}
