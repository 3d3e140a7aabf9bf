package dev.m2d.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Writes the files of a report so that a verdict never stands beside the report of another run. */
final class ReportFolder {

  private static final List<String> REPORTS =
      List.of("verdict.json", "report.html", "report.md", "junit.xml");

  /**
   * Replaces the report in a folder; whatever else is there stays.
   *
   * @param files the content of each path
   */
  static void write(Path folder, Map<String, byte[]> files) throws IOException {
    clear(folder);
    Files.createDirectories(folder);
    for (Map.Entry<String, byte[]> file : files.entrySet()) {
      replace(folder.resolve(file.getKey()), file.getValue());
    }
  }

  /** Writes a file with its folders; whoever reads it sees the old content or all of the new. */
  static void replace(Path path, byte[] content) throws IOException {
    Files.createDirectories(path.getParent());
    Path part = path.resolveSibling(path.getFileName() + ".part");
    try {
      Files.write(part, content);
      Files.move(part, path, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(part);
    }
  }

  /** Takes away the report of an earlier run, which a run that fails must not leave behind. */
  static void clear(Path folder) throws IOException {
    for (String report : REPORTS) {
      Files.deleteIfExists(folder.resolve(report));
    }
    for (Path old : differences(folder)) {
      Files.delete(old);
    }
  }

  private static List<Path> differences(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve("diffs"))) {
      return files.filter(f -> f.toString().endsWith(".csv")).toList();
    } catch (NoSuchFileException e) {
      return List.of();
    }
  }

  private ReportFolder() {}
}
