package dev.m2d.report;

import dev.m2d.diagnostic.Span;
import dev.m2d.meltano.resolve.ResolvedProject;
import dev.m2d.plan.NativeEligibility;
import dev.m2d.plan.NativeRefusal;
import dev.m2d.plan.PipelinePlan;
import dev.m2d.plan.Runners;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Says of a pipeline that reads files whether it can go without tap and target. */
final class NativePart {
  private final NativeEligibility eligibility;

  NativePart(ResolvedProject project) {
    this.eligibility = new NativeEligibility(project);
  }

  /** The lines of a pipeline; none when its tap reads no files. */
  List<Audit.Reason> of(PipelinePlan pipeline) {
    if (!eligibility.readsFiles(pipeline)) {
      return List.of();
    }
    Span at = pipeline.origins().get(0);
    boolean isNative = pipeline.runner().equals(Runners.NATIVE);
    Optional<NativeRefusal> refusal = isNative ? Optional.empty() : eligibility.refusal(pipeline);
    if (refusal.isPresent()) {
      String why = refusal.get().why();
      return List.of(
          reason(
              "Its files are not read without tap and target: " + why + ".", refusal.get().at()));
    }
    List<Audit.Reason> all = new ArrayList<>();
    all.add(
        isNative
            ? reason("It is native: its files are read without tap and target.", at)
            : Reasons.of(
                Verdict.CONVERTED,
                "It can be native: its files can be read without tap and target.",
                at,
                "Set `runner: native` in migration.yaml, then `m2d generate`."));
    eligibility.differences(pipeline).forEach(d -> all.add(reason("Not exact natively: " + d, at)));
    return all;
  }

  private static Audit.Reason reason(String text, Span at) {
    return Reasons.of(Verdict.CONVERTED, text, at, "");
  }
}
