package dev.m2d.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.m2d.testing.RealPython;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Real projects at several commits: generated at the first, edited in ten ways, and generated at
 * each later one. All edits stay, and after each step the real Dagster loads the project. One
 * history by default; `-Dm2d.histories=all` follows every one, see tools/campaigns/regenerate.
 */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class HistoryTest {

  private static final Path HISTORIES = Path.of("..", "shared", "histories");
  private static final String ONE = "quantile-development__dagster-ext__project";
  private static final String LOAD =
      "from dagster_project.definitions import defs;"
          + " import dagster as dg;"
          + " d = defs(); dg.Definitions.validate_loadable(d);"
          + " d.get_repository_def().load_all_definitions()";

  @TempDir private Path top;

  private final List<String> wrong = new ArrayList<>();
  private int steps;
  private int edits;
  private int conflicts;

  @Test
  void every_edit_lives_through_a_history_and_Dagster_loads_each_step()
      throws IOException, InterruptedException {
    assumeTrue(Files.isDirectory(HISTORIES), "needs ../shared/histories, projects of others");
    boolean isAll = System.getProperty("m2d.histories", "").equals("all");
    for (Path history : folders(HISTORIES)) {
      if (isAll || history.getFileName().toString().equals(ONE)) {
        follow(history);
      }
    }
    System.out.println(
        steps + " steps, " + edits + " edits followed, " + conflicts + " runs with conflicts.");
    assertThat(wrong).isEmpty();
    assertThat(steps).isPositive();
  }

  private void follow(Path history) throws IOException, InterruptedException {
    String name = history.getFileName().toString();
    Path project = top.resolve(name).resolve("project");
    Path output = top.resolve(name).resolve("output");
    HistoryEdits mine = new HistoryEdits(output);
    List<Path> versions = folders(history);
    for (int i = 0; i < versions.size(); i++) {
      String step = name + " " + versions.get(i).getFileName();
      Workplace.delete(project);
      copy(versions.get(i), project);
      Cli.Result result = Cli.run("generate", project, "-o", output);
      steps++;
      if (result.status() == ExitCode.CONFLICTS) {
        conflicts++;
        resolve(output);
      } else if (result.status() != ExitCode.OK) {
        wrong.add(step + ": exit " + result.status() + "\n" + result.err());
        return;
      }
      mine.lost().forEach(edit -> wrong.add(step + ": lost: " + edit));
      loads(step, output);
      mine.make(
          i + 1 < versions.size() ? Optional.of(next(versions.get(i + 1))) : Optional.empty());
      if (i == 0) {
        loads(step + " edited", output);
      }
    }
    if (mine.made().size() < 10) {
      System.out.println(name + ": only " + mine.made());
    }
    edits += mine.made().size();
  }

  /** What the next version would be without a user. */
  private Map<String, String> next(Path version) throws IOException {
    Path folder = Files.createTempDirectory(top, "next");
    copy(version, folder.resolve("project"));
    Cli.run("generate", folder.resolve("project"), "-o", folder.resolve("output"));
    Map<String, String> files = Cli.snapshot(folder.resolve("output"));
    Workplace.delete(folder);
    return files;
  }

  private void loads(String step, Path output) throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder(
            RealPython.executable().toAbsolutePath().toString(), "-W", "ignore", "-c", LOAD);
    builder.directory(output.toFile()).redirectErrorStream(true);
    builder.environment().put("PYTHONDONTWRITEBYTECODE", "1");
    builder.environment().put("DAGSTER_HOME", Files.createTempDirectory(top, "home").toString());
    Process process = builder.start();
    String said =
        new String(
            process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      List<String> lines = said.lines().toList();
      String end = String.join("\n", lines.subList(Math.max(0, lines.size() - 12), lines.size()));
      wrong.add(step + ": Dagster does not load it:\n" + end);
    }
  }

  /** As a user does who keeps both: first his lines, then those that are generated now. */
  private static void resolve(Path output) throws IOException {
    Pattern old = Pattern.compile("(?ms)^\\|{7} generated before\r?\n.*?^={7}\r?\n");
    Pattern marks = Pattern.compile("(?m)^(?:<{7} your edit|>{7} generated now|={7})\r?(?:\n|\\z)");
    for (Map.Entry<String, String> file : Cli.snapshot(output).entrySet()) {
      if (!file.getKey().startsWith(".m2d/") && file.getValue().contains("<<<<<<< your edit")) {
        Path path = output.resolve(file.getKey());
        String text = old.matcher(Files.readString(path)).replaceAll("");
        Files.writeString(path, marks.matcher(text).replaceAll(""));
      }
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    for (Map.Entry<String, String> file : Cli.snapshot(from).entrySet()) {
      Path target = to.resolve(file.getKey());
      Files.createDirectories(target.getParent());
      Files.copy(from.resolve(file.getKey()), target);
    }
  }

  private static List<Path> folders(Path parent) throws IOException {
    try (Stream<Path> children = Files.list(parent)) {
      return children.filter(Files::isDirectory).sorted().toList();
    }
  }
}
