package dev.m2d.report;

import dev.m2d.diagnostic.Span;
import dev.m2d.meltano.resolve.ResolvedProject;
import dev.m2d.plan.NativeEligibility;
import dev.m2d.plan.NativeRefusal;
import dev.m2d.plan.PipelinePlan;
import dev.m2d.plan.Runners;
import java.util.Optional;

/** Says of a pipeline that reads files whether it can go without tap and target. */
final class NativePart {
  private final NativeEligibility eligibility;

  NativePart(ResolvedProject project) {
    this.eligibility = new NativeEligibility(project);
  }

  /** The line of a pipeline; empty when its tap reads no files. */
  Optional<Audit.Reason> of(PipelinePlan pipeline) {
    if (!eligibility.readsFiles(pipeline)) {
      return Optional.empty();
    }
    Span at = pipeline.origins().get(0);
    if (pipeline.runner().equals(Runners.NATIVE)) {
      return reason("It is native: its files are read without tap and target.", at, "");
    }
    Optional<NativeRefusal> refusal = eligibility.refusal(pipeline);
    return refusal.isPresent()
        ? reason(
            "Its files are not read without tap and target: " + refusal.get().why() + ".",
            refusal.get().at(),
            "")
        : reason(
            "It can be native: its files can be read without tap and target.",
            at,
            "Set `runner: native` in migration.yaml, then `m2d generate`.");
  }

  private static Optional<Audit.Reason> reason(String text, Span at, String cure) {
    return Optional.of(Reasons.of(Verdict.CONVERTED, text, at, cure));
  }
}
