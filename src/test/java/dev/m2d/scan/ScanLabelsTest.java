package dev.m2d.scan;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What people labelled by hand in `fixtures/scan`, and what the scanner says. */
final class ScanLabelsTest {

  private static final Path FIXTURES = Path.of("fixtures/scan");

  @TempDir private Path folder;

  @Test
  void findsWhatIsLabelledAndNothingElse() throws IOException {
    // Within this repository the scanner would take the whole of it for the project's.
    try (Stream<Path> files = Files.walk(FIXTURES)) {
      for (Path file : files.toList()) {
        Path copy = folder.resolve(FIXTURES.relativize(file).toString());
        if (Files.isDirectory(file)) {
          Files.createDirectories(copy);
        } else {
          Files.copy(file, copy);
        }
      }
    }
    Labelled result = Labelled.compare(folder);
    assertThat(result.labels()).isGreaterThanOrEqualTo(240);
    assertThat(result.wrong()).isEmpty();
    assertThat(result.missed()).isEmpty();
  }
}
