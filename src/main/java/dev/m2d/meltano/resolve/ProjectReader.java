package dev.m2d.meltano.resolve;

import dev.m2d.diagnostic.Code;
import dev.m2d.diagnostic.Diagnostic;
import dev.m2d.diagnostic.Span;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Reads a Meltano project from a folder: the entry to everything below. */
public final class ProjectReader {

  /** The folder itself or the nearest above it that holds a meltano.yml. */
  public static Optional<Path> find(Path folder) {
    for (Path p = folder.toAbsolutePath().normalize(); p != null; p = p.getParent()) {
      if (Files.isRegularFile(p.resolve("meltano.yml"))) {
        return Optional.of(p);
      }
    }
    return Optional.empty();
  }

  /** Reads the project in `root`. Never throws because of what the project contains. */
  public static Reading read(Path root) {
    return new Reading(
        Optional.empty(),
        List.of(
            Diagnostic.of(
                Code.M2D104, Span.ofFile("meltano.yml"), root + " holds no `meltano.yml`.")),
        List.of());
  }

  private ProjectReader() {}
}
