package dev.m2d.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertAll;

import dev.m2d.diagnostic.Diagnostics;
import dev.m2d.diagnostic.SourceFile;
import dev.m2d.output.merge.Patch;
import dev.m2d.testing.Approved;
import dev.m2d.yaml.Value;
import dev.m2d.yaml.YamlReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Each folder of fixtures/regenerate is a promise about a second run. Its case.yaml names the
 * project, the steps before the run, the name that its folder gets then, its options, its exit
 * status, what it says, and what becomes of files; {@code expected/} holds files as they are to be,
 * below the output folder. Written by hand: nothing rewrites them. All that the run says is in
 * {@code expected.err}, and all that it makes of the tree, the tool's own files aside, in {@code
 * expected.patch}; these two are approved.
 */
final class RegenerateFixturesTest {

  private static final Path ROOT = Path.of("fixtures", "regenerate");
  private static final FileTime LONG_AGO = FileTime.fromMillis(1_000_000_000_000L);

  @TempDir private Path temporary;

  @TestFactory
  Stream<DynamicTest> everyCaseKeepsItsPromise() throws IOException {
    try (Stream<Path> folders = Files.list(ROOT)) {
      return folders.sorted().toList().stream()
          .map(f -> DynamicTest.dynamicTest(f.getFileName().toString(), () -> check(f)));
    }
  }

  private void check(Path folder) throws IOException {
    String text = Files.readString(folder.resolve("case.yaml"));
    Value read =
        YamlReader.read(new SourceFile("case.yaml", text), new Diagnostics()).orElseThrow().value();
    Map<String, Value> all = ((Value.Fields) read).values();
    Path first =
        Cli.copy(word(all, "project"), temporary.resolve(folder.getFileName()).resolve("project"));
    try (OutputScenario scenario = new OutputScenario(first)) {
      scenario.run(list(all, "steps"));
    }
    Path project =
        all.containsKey("folder")
            ? Files.move(first, first.resolveSibling(word(all, "folder")))
            : first;
    Path output = project.resolve("dagster_project");
    for (String path : Cli.snapshot(output).keySet()) {
      Files.setLastModifiedTime(output.resolve(path), LONG_AGO);
    }
    SortedMap<String, Patch.Version> before = versions(output);
    List<Object> arguments = new ArrayList<>(List.of("generate", project));
    list(all, "options").forEach(o -> arguments.add(((Value.Text) o).value()));
    Cli.Result result = Cli.run(arguments.toArray());

    int exit = number(all, "exit");
    assertThat(result.status()).as(result.err()).isEqualTo(exit);
    words(all, "messages").forEach(m -> assertThat(result.err()).contains(m));
    files(folder, output);
    words(all, "absent").forEach(p -> assertThat(output.resolve(p)).doesNotExist());
    holds(all, output);
    attributes(all, output);
    if (all.containsKey("written")) {
      assertThat(written(output)).containsExactlyElementsOf(new TreeSet<>(words(all, "written")));
    }
    if (exit == ExitCode.OK) {
      third(all, project, output);
    }
    approved(folder, output, before, result.err().replace(project.toString(), "PROJECT"));
  }

  private static void approved(
      Path folder, Path output, SortedMap<String, Patch.Version> before, String told)
      throws IOException {
    SortedMap<String, Patch.Version> after = versions(output);
    SortedSet<String> paths = new TreeSet<>(before.keySet());
    paths.addAll(after.keySet());
    SortedMap<String, Patch.Change> changes = new TreeMap<>();
    for (String path : paths) {
      changes.put(
          path,
          new Patch.Change(
              Optional.ofNullable(before.get(path)), Optional.ofNullable(after.get(path))));
    }
    String patch = new String(Patch.text(changes, ""), StandardCharsets.UTF_8);
    assertAll(
        () -> Approved.check(folder.resolve("expected.err"), told),
        () -> Approved.check(folder.resolve("expected.patch"), patch));
  }

  private static SortedMap<String, Patch.Version> versions(Path output) throws IOException {
    SortedMap<String, Patch.Version> files = new TreeMap<>();
    for (String path : Cli.snapshot(output).keySet()) {
      if (!path.startsWith(".m2d/")) {
        Path file = output.resolve(path);
        files.put(
            path,
            new Patch.Version(Files.readAllBytes(file), Files.isExecutable(file) ? 0755 : 0644));
      }
    }
    return files;
  }

  /** One more run has nothing to write, and does not repeat what was told once. */
  private static void third(Map<String, Value> all, Path project, Path output) throws IOException {
    Map<String, String> before = Cli.snapshot(output);
    Cli.Result again = Cli.run("generate", project);
    assertThat(again.status()).as(again.err()).isZero();
    assertThat(again.err()).contains("Nothing to change");
    assertThat(Cli.snapshot(output)).isEqualTo(before);
    if (all.get("third") instanceof Value.Fields third) {
      words(third.values(), "silent").forEach(w -> assertThat(again.err()).doesNotContain(w));
    }
  }

  private static void files(Path folder, Path output) throws IOException {
    Path expected = folder.resolve("expected");
    if (Files.exists(expected)) {
      for (Map.Entry<String, String> file : Cli.snapshot(expected).entrySet()) {
        assertThat(Cli.snapshot(output).get(file.getKey()))
            .as(file.getKey())
            .isEqualTo(file.getValue());
      }
    }
  }

  private static void holds(Map<String, Value> all, Path output) throws IOException {
    if (all.get("holds") instanceof Value.Fields holds) {
      for (String path : holds.values().keySet()) {
        String text = Files.readString(output.resolve(path));
        words(holds.values(), path).forEach(part -> assertThat(text).as(path).contains(part));
      }
    }
  }

  private static void attributes(Map<String, Value> all, Path output) throws IOException {
    if (all.get("modes") instanceof Value.Fields modes) {
      for (String path : modes.values().keySet()) {
        assertThat(
                PosixFilePermissions.toString(Files.getPosixFilePermissions(output.resolve(path))))
            .isEqualTo(word(modes.values(), path));
      }
    }
    if (all.get("links") instanceof Value.Fields links) {
      for (String path : links.values().keySet()) {
        assertThat(Files.readSymbolicLink(output.resolve(path)))
            .hasToString(word(links.values(), path));
      }
    }
  }

  /** Files that have another time than before, without the tool's own. */
  private static List<String> written(Path output) throws IOException {
    List<String> paths = new ArrayList<>();
    for (String path : Cli.snapshot(output).keySet()) {
      if (!path.startsWith(".m2d/")
          && !Files.getLastModifiedTime(output.resolve(path)).equals(LONG_AGO)) {
        paths.add(path);
      }
    }
    return paths;
  }

  private static int number(Map<String, Value> fields, String key) {
    Value value = Optional.ofNullable(fields.get(key)).orElseThrow();
    return ((Value.Int) value).value().intValueExact();
  }

  private static String word(Map<String, Value> fields, String key) {
    return ((Value.Text) Optional.ofNullable(fields.get(key)).orElseThrow()).value();
  }

  private static List<String> words(Map<String, Value> fields, String key) {
    return list(fields, key).stream().map(v -> ((Value.Text) v).value()).toList();
  }

  private static List<Value> list(Map<String, Value> fields, String key) {
    return fields.get(key) instanceof Value.Items items ? items.values() : List.of();
  }
}
