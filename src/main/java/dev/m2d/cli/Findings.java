package dev.m2d.cli;

import dev.m2d.diagnostic.Diagnostic;
import dev.m2d.diagnostic.Renderer;
import dev.m2d.diagnostic.Severity;
import dev.m2d.diagnostic.SourceFile;
import dev.m2d.meltano.resolve.ResolvedProject;
import dev.m2d.meltano.resolve.SecretPlaces;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Shows diagnostics on standard error, all at once. */
final class Findings {

  /** So many of one code in one file are shown: the next ones tell no more than these did. */
  private static final int MOST_OF_A_KIND = 100;

  private final PrintWriter err;

  Findings(PrintWriter err) {
    this.err = err;
  }

  /**
   * Shows those of at least that severity, of many of one kind the first, then how many there are.
   *
   * @param project whose secret values stay hidden
   */
  void show(
      List<Diagnostic> list,
      List<SourceFile> files,
      Optional<ResolvedProject> project,
      Severity least) {
    show(list, files, project.map(SecretPlaces::of).orElseGet(SecretPlaces::none), least);
  }

  /** The same of a project whose secrets are known. */
  void show(List<Diagnostic> list, List<SourceFile> files, SecretPlaces secrets, Severity least) {
    Renderer renderer = new Renderer(files, secrets.spans(), secrets::hide, Terminal::paint);
    Map<String, Integer> counts = new LinkedHashMap<>();
    for (Diagnostic d : list) {
      if (d.severity().compareTo(least) <= 0
          && counts.merge(kind(d), d.count(), Integer::sum) <= MOST_OF_A_KIND) {
        // Not a line at a time, which would be handed on at once.
        err.print(renderer.text(d) + "\n\n");
      }
    }
    counts.forEach(
        (kind, count) -> {
          if (count > MOST_OF_A_KIND) {
            String more = String.format(Locale.ROOT, "%,d", count - MOST_OF_A_KIND);
            err.print("... and " + more + " more of " + kind + ".\n\n");
          }
        });
    if (!list.isEmpty()) {
      boolean hides = list.stream().anyMatch(d -> d.severity().compareTo(least) > 0);
      err.println(
          "Findings: " + Renderer.summary(list) + (hides ? " (`m2d audit` shows all)." : "."));
    }
  }

  /** As in `M2D220 in meltano.yml`. */
  private static String kind(Diagnostic d) {
    return d.code() + d.at().map(s -> " in " + s.file()).orElse("");
  }
}
