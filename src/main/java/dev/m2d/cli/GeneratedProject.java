package dev.m2d.cli;

import dev.m2d.output.Manifest;
import dev.m2d.output.OutputFolder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Finds the generated project that a file is of. */
final class GeneratedProject {

  /** The nearest folder above a file, or the folder itself, that m2d has written to. */
  static Optional<Path> above(Path file) {
    for (Path p = whole(file); p != null; p = p.getParent()) {
      if (is(p)) {
        return Optional.of(p);
      }
    }
    return Optional.empty();
  }

  /** Whether m2d has written to a folder, or has not yet ended that. */
  static boolean is(Path folder) {
    return Files.isRegularFile(folder.resolve(Manifest.PATH))
        || Files.isRegularFile(folder.resolve(OutputFolder.JOURNAL));
  }

  /** The path of a file below the folder, with `/`. */
  static String place(Path folder, Path file) {
    return folder.relativize(whole(file)).toString().replace('\\', '/');
  }

  private static Path whole(Path file) {
    return file.toAbsolutePath().normalize();
  }

  private GeneratedProject() {}
}
