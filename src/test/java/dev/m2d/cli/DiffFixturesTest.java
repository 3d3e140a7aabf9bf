package dev.m2d.cli;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.m2d.diagnostic.Diagnostics;
import dev.m2d.diagnostic.SourceFile;
import dev.m2d.testing.Approved;
import dev.m2d.yaml.Value;
import dev.m2d.yaml.YamlReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Each folder of fixtures/diff but `project` is a change of that project: case.yaml does it, and
 * expected.text is what `m2d diff` says of it; expected.markdown and expected.json where the case
 * is about them.
 */
final class DiffFixturesTest {

  private static final Path ROOT = Path.of("fixtures", "diff");

  private static final List<String> FORMATS = List.of("text", "markdown", "json");

  @TempDir private static Path once;
  @TempDir private Path temporary;

  @BeforeAll
  static void generate() throws IOException {
    Path project = copy(ROOT.resolve("project"), once.resolve("shop"));
    Cli.Result result = Cli.run("generate", project);
    assertThat(result.status()).as(result.err()).isZero();
  }

  @TestFactory
  Stream<DynamicTest> everyChangeIsTold() throws IOException {
    try (Stream<Path> folders = Files.list(ROOT)) {
      return folders.filter(f -> Files.exists(f.resolve("case.yaml"))).sorted().toList().stream()
          .flatMap(f -> FORMATS.stream().map(format -> f.resolve("expected." + format)))
          .filter(f -> f.endsWith("expected.text") || Files.exists(f))
          .map(f -> DynamicTest.dynamicTest(ROOT.relativize(f).toString(), () -> check(f)));
    }
  }

  private void check(Path expected) throws IOException {
    Path folder = requireNonNull(expected.getParent());
    String format = expected.getFileName().toString().replace("expected.", "");
    String text = Files.readString(folder.resolve("case.yaml"));
    Value read =
        YamlReader.read(new SourceFile("case.yaml", text), new Diagnostics()).orElseThrow().value();
    Map<String, Value> all = ((Value.Fields) read).values();
    Path project =
        copy(
            once.resolve("shop"),
            temporary.resolve(folder.getFileName() + "-" + format).resolve("shop"));
    try (OutputScenario scenario = new OutputScenario(project)) {
      scenario.run(((Value.Items) requireNonNull(all.get("steps"))).values());
    }
    Map<String, String> before = Cli.snapshot(project);
    Cli.Result result = Cli.run("diff", project, "--format", format);
    assertThat(result.status()).as(result.err()).isZero();
    Approved.check(expected, result.out());
    assertThat(result.out()).doesNotContain("planted-").doesNotContain("other changes of");
    if (folder.endsWith("setting-becomes-secret")) {
      assertThat(result.out()).doesNotContain("shop.example.com");
    }
    assertThat(Cli.snapshot(project)).isEqualTo(before);
    assertThat(Files.readString(project.resolve("dagster_project/.m2d/facts.json")))
        .doesNotContain("planted-")
        .doesNotContain(project.toString());
  }

  static Path copy(Path from, Path to) throws IOException {
    try (Stream<Path> walk = Files.walk(from)) {
      for (Path path : walk.toList()) {
        Path target = to.resolve(from.relativize(path).toString());
        if (Files.isDirectory(path)) {
          Files.createDirectories(target);
        } else {
          Files.copy(path, target);
        }
      }
    }
    return to;
  }
}
