package dev.m2d.report;

import dev.m2d.diagnostic.SourceFile;
import dev.m2d.meltano.resolve.ResolvedEnvironment;
import dev.m2d.meltano.resolve.ResolvedProject;
import java.util.List;
import java.util.Optional;

/**
 * What was read.
 *
 * @param files paths relative to the project, sorted
 * @param defaultEnvironment as written
 */
public record Read(
    List<String> files, List<String> environments, Optional<String> defaultEnvironment) {
  public Read {
    files = List.copyOf(files);
    environments = List.copyOf(environments);
  }

  static Read of(ResolvedProject project) {
    return new Read(
        project.files().stream().map(SourceFile::path).distinct().sorted().toList(),
        project.environments().stream().map(ResolvedEnvironment::name).toList(),
        project.defaultEnvironment().map(e -> e.value()));
  }
}
