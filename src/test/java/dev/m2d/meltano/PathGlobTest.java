package dev.m2d.meltano;

import com.fasterxml.jackson.databind.JsonNode;
import dev.m2d.testing.Answers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Patterns of `include_paths` find what Python's `Path.glob` finds. */
final class PathGlobTest {

  @TempDir private Path temporary;

  @TestFactory
  Stream<DynamicTest> patternsFindWhatTheyFindForMeltano() {
    return Answers.tests("glob", this::found);
  }

  private Object found(JsonNode ask) {
    try {
      Path root = Files.createTempDirectory(temporary, "project");
      for (JsonNode file : ask.get("files")) {
        Path path = root.resolve(file.asText());
        Files.createDirectories(path.getParent());
        Files.createFile(path);
      }
      return PathGlob.find(root, ask.get("pattern").asText()).stream()
          .map(p -> name(root, p))
          .sorted()
          .toList();
    } catch (IllegalArgumentException e) {
      return Answers.REFUSED;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String name(Path root, Path found) {
    return found.equals(root) ? "." : root.relativize(found).toString();
  }
}
