package dev.m2d.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * One folder of fixtures/projects.
 *
 * @param folder with case.yaml, input/ and expected/
 */
record FixtureCase(Path folder) {
  private static final Path ROOT = Path.of("fixtures", "projects");
  private static final Pattern BASE = Pattern.compile("(?m)^base: (\\S+)$");

  static List<FixtureCase> all() throws IOException {
    try (Stream<Path> folders = Files.list(ROOT)) {
      return folders
          .filter(folder -> Files.exists(folder.resolve("case.yaml")))
          .sorted()
          .map(FixtureCase::new)
          .toList();
    }
  }

  /** Whether the promises are to be rewritten; never on a build server. */
  static boolean approves() {
    boolean asked = Boolean.getBoolean("m2d.approve");
    if (asked && System.getenv("CI") != null) {
      throw new AssertionError("m2d.approve is refused where CI is set");
    }
    return asked;
  }

  String name() {
    return folder.getFileName().toString();
  }

  List<Path> inputs() throws IOException {
    return inputs(folder);
  }

  /** The folders whose files make an input, each over those before it: a case may name a base. */
  static List<Path> inputs(Path folder) throws IOException {
    List<Path> found = new ArrayList<>();
    Path file = folder.resolve("case.yaml");
    Matcher base = BASE.matcher(Files.exists(file) ? Files.readString(file) : "");
    if (base.find()) {
      found.addAll(inputs(folder.resolveSibling(base.group(1))));
    }
    found.add(folder.resolve("input"));
    return found;
  }

  Path expected() {
    return folder.resolve("expected");
  }

  boolean isReadable() {
    try {
      return Files.readString(folder.resolve("case.yaml")).contains("\nexit: 0");
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  /** One line a diagnostic; empty when none is expected. */
  String diagnostics() throws IOException {
    Path file = folder.resolve("expected.diagnostics");
    return Files.exists(file) ? Files.readString(file) : "";
  }

  void approveDiagnostics(String text) throws IOException {
    Path file = folder.resolve("expected.diagnostics");
    if (text.isEmpty()) {
      Files.deleteIfExists(file);
    } else {
      Files.writeString(file, text);
    }
  }

  void approve(Map<String, String> files) throws IOException {
    Workplace.delete(expected());
    for (Map.Entry<String, String> file : files.entrySet()) {
      Path path = expected().resolve(file.getKey());
      Files.createDirectories(path.getParent());
      Files.writeString(path, file.getValue());
    }
  }

  /** For folders that are to be removed: children first. */
  static Comparator<Path> childrenFirst() {
    return Comparator.reverseOrder();
  }
}
