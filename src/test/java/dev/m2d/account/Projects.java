package dev.m2d.account;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The projects whose nodes are accounted for.
 *
 * @param group what it is counted under in a table
 * @param folder with meltano.yml
 */
record Projects(String group, String name, Path folder) {

  private static final Path FIXTURES = Path.of("fixtures");
  private static final Path CORPUS = Path.of("..", "shared", "corpus");

  /** Those of this repository. */
  static List<Projects> fixtures() {
    List<Projects> found = new ArrayList<>(projects());
    found.addAll(below(FIXTURES.resolve("diagnostics"), ".", "fixtures/diagnostics"));
    found.addAll(below(FIXTURES.resolve("semantics"), "input", "fixtures/semantics"));
    return found;
  }

  /** Those of fixtures/projects, which show the usual. */
  static List<Projects> projects() {
    List<Projects> found = below(FIXTURES.resolve("projects"), "input", "");
    assertThat(found).isNotEmpty();
    return found;
  }

  /** Those of others; none when they are not at hand. */
  static List<Projects> corpus() {
    return Files.isDirectory(CORPUS) ? below(CORPUS, ".", "") : List.of();
  }

  private static List<Projects> below(Path root, String way, String group) {
    try (Stream<Path> list = Files.list(root)) {
      return list.filter(f -> Files.exists(f.resolve(way).resolve("meltano.yml")))
          .sorted()
          .map(f -> project(group, root.relativize(f).toString(), f.resolve(way).normalize()))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Projects project(String group, String name, Path folder) {
    return new Projects(group.isEmpty() ? name : group, name, folder);
  }

  @Override
  public String toString() {
    return name;
  }
}
