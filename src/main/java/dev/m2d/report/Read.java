package dev.m2d.report;

import dev.m2d.account.Accounting;
import dev.m2d.account.Entry;
import dev.m2d.diagnostic.SourceFile;
import dev.m2d.meltano.resolve.ResolvedEnvironment;
import dev.m2d.meltano.resolve.ResolvedProject;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

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

  static Read of(ResolvedProject project, Accounting keys) {
    return new Read(
        Stream.concat(
                project.files().stream().map(SourceFile::path),
                keys.entries().stream().map(Entry::file))
            .distinct()
            .sorted()
            .toList(),
        project.environments().stream().map(ResolvedEnvironment::name).toList(),
        project.defaultEnvironment().map(e -> e.value()));
  }
}
