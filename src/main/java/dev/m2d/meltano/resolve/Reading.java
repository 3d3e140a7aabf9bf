package dev.m2d.meltano.resolve;

import dev.m2d.diagnostic.Diagnostic;
import dev.m2d.diagnostic.SourceFile;
import java.util.List;
import java.util.Optional;

/**
 * What came of reading a project.
 *
 * @param project empty when it cannot be read at all; then a diagnostic is an error
 * @param diagnostics all findings, by file and line
 * @param files every file that was read, for showing the lines of a diagnostic
 * @param included the files that were merged into meltano.yml, as `files` has their paths
 */
public record Reading(
    Optional<ResolvedProject> project,
    List<Diagnostic> diagnostics,
    List<SourceFile> files,
    List<String> included) {

  public Reading {
    diagnostics = List.copyOf(diagnostics);
    files = List.copyOf(files);
    included = List.copyOf(included);
  }
}
