package dev.m2d.cli;

import dev.m2d.diagnostic.Diagnostic;
import dev.m2d.diagnostic.Renderer;
import dev.m2d.diagnostic.Severity;
import dev.m2d.diagnostic.SourceFile;
import dev.m2d.meltano.resolve.ResolvedProject;
import dev.m2d.meltano.resolve.SecretPlaces;
import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;

/** Shows diagnostics on standard error, all at once. */
final class Findings {

  private final PrintWriter err;

  Findings(PrintWriter err) {
    this.err = err;
  }

  /**
   * Shows those of at least that severity, then how many there are.
   *
   * @param project whose secret values stay hidden
   */
  void show(
      List<Diagnostic> list,
      List<SourceFile> files,
      Optional<ResolvedProject> project,
      Severity least) {
    SecretPlaces secrets = project.map(SecretPlaces::of).orElseGet(SecretPlaces::none);
    Renderer renderer = new Renderer(files, secrets.spans(), secrets::hide, Terminal::paint);
    for (Diagnostic d : list) {
      if (d.severity().compareTo(least) <= 0) {
        // Not a line at a time, which would be handed on at once.
        err.print(renderer.text(d) + "\n\n");
      }
    }
    if (!list.isEmpty()) {
      boolean hides = list.stream().anyMatch(d -> d.severity().compareTo(least) > 0);
      err.println(
          "Findings: " + Renderer.summary(list) + (hides ? " (`m2d audit` shows all)." : "."));
    }
  }
}
