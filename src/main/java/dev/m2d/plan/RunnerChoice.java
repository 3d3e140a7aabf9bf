package dev.m2d.plan;

import dev.m2d.diagnostic.Code;
import dev.m2d.diagnostic.Diagnostic;
import dev.m2d.diagnostic.Diagnostics;
import dev.m2d.meltano.resolve.Block;
import dev.m2d.meltano.resolve.ResolvedPlugin;
import dev.m2d.meltano.resolve.ResolvedProject;
import dev.m2d.yaml.Located;
import java.util.Optional;

/** Chooses the runner that a pipeline is written for: the user's word, where it can be followed. */
final class RunnerChoice {
  private final NativeEligibility eligibility;
  private final Runners runners;
  private final boolean prefersNative;
  private final Diagnostics findings;

  RunnerChoice(ResolvedProject project, Runners runners, Diagnostics findings) {
    this.eligibility = new NativeEligibility(project);
    this.runners = runners;
    this.findings = findings;
    this.prefersNative =
        project.toolConfig().runner().filter(r -> r.value().equals(Runners.NATIVE)).isPresent();
  }

  /** The runner of a pipeline. */
  String of(
      String pipeline, Block.ExtractLoad block, ResolvedPlugin extractor, ResolvedPlugin loader) {
    Optional<Located<String>> word = runners.of(pipeline);
    boolean wanted = word.map(w -> w.value().equals(Runners.NATIVE)).orElse(prefersNative);
    if (!wanted) {
      return word.map(Located::value).orElse(Runners.SINGER);
    }
    Optional<NativeRefusal> refusal =
        eligibility.refusal(extractor, !block.mappings().isEmpty(), loader);
    if (refusal.isEmpty()) {
      return Runners.NATIVE;
    }
    word.ifPresent(w -> report(pipeline, w, refusal.get()));
    return Runners.SINGER;
  }

  private void report(String pipeline, Located<String> word, NativeRefusal refusal) {
    Diagnostic found =
        Diagnostic.of(
            Code.M2D545,
            word.span(),
            "`" + pipeline + "` cannot be native: " + refusal.why() + ".");
    findings.add(found.withNote("the reason stands here", refusal.at()));
  }
}
