package dev.m2d.cli;

import dev.m2d.diagnostic.Diagnostic;
import dev.m2d.diagnostic.Renderer;
import dev.m2d.diagnostic.Severity;
import dev.m2d.diagnostic.SourceFile;
import dev.m2d.diagnostic.Span;
import dev.m2d.meltano.resolve.ResolvedPlugin;
import dev.m2d.meltano.resolve.ResolvedProject;
import dev.m2d.meltano.resolve.Setting;
import dev.m2d.meltano.resolve.Source;
import java.io.PrintWriter;
import java.util.ArrayList;
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
    Renderer renderer =
        new Renderer(files, project.map(Findings::secrets).orElse(List.of()), Terminal::paint);
    for (Diagnostic d : list) {
      if (d.severity().compareTo(least) <= 0) {
        err.println(renderer.text(d));
        err.println();
      }
    }
    if (!list.isEmpty()) {
      boolean hides = list.stream().anyMatch(d -> d.severity().compareTo(least) > 0);
      err.println(
          "Findings: " + Renderer.summary(list) + (hides ? " (`m2d audit` shows all)." : "."));
    }
  }

  /** Where the values of sensitive settings are written. */
  private static List<Span> secrets(ResolvedProject project) {
    List<Span> spans = new ArrayList<>();
    for (ResolvedPlugin plugin : project.plugins()) {
      for (Setting setting : plugin.settings()) {
        if (setting.sensitive()) {
          setting.sources().forEach(source -> add(source, spans));
        }
      }
    }
    return spans;
  }

  private static void add(Source source, List<Span> spans) {
    if (source instanceof Source.Own own) {
      spans.add(own.value().span());
    } else if (source instanceof Source.Environments environments) {
      environments.values().values().forEach(v -> spans.add(v.span()));
    }
  }
}
