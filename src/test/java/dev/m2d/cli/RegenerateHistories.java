package dev.m2d.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Real projects at several commits: generated at the first, with a comment in every Python and YAML
 * file, and then at each later one. All comments stay, and no person has to decide anything. Takes
 * a minute, so only tools/campaigns/regenerate runs it.
 */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class RegenerateHistories {

  private static final Path HISTORIES = Path.of("..", "shared", "histories");

  @TempDir private Path top;

  private final List<String> wrong = new ArrayList<>();
  private int steps;
  private int comments;

  @Test
  void every_comment_lives_through_every_history() throws IOException {
    assertThat(HISTORIES).as("projects of others, without which this cannot run").isDirectory();
    for (Path history : folders(HISTORIES)) {
      follow(history);
    }
    System.out.println(steps + " steps, " + comments + " comments followed.");
    assertThat(wrong).isEmpty();
    assertThat(steps).isPositive();
  }

  private void follow(Path history) throws IOException {
    String name = history.getFileName().toString();
    Path project = top.resolve(name).resolve("project");
    Path output = top.resolve(name).resolve("output");
    Map<String, String> mine = new TreeMap<>();
    for (Path version : folders(history)) {
      Workplace.delete(project);
      copy(version, project);
      Cli.Result result = Cli.run("generate", project, "-o", output);
      steps++;
      String step = name + " " + version.getFileName();
      if (result.status() != ExitCode.OK) {
        wrong.add(step + ": exit " + result.status() + "\n" + result.err());
        return;
      }
      Map<String, String> files = Cli.snapshot(output);
      mine.forEach(
          (path, comment) -> {
            if (!files.getOrDefault(path, "").lines().anyMatch(comment::equals)) {
              wrong.add(step + ": the comment in " + path + " is lost");
            }
          });
      comment(output, files, mine);
    }
    comments += mine.size();
  }

  /** In the middle of what has none yet: before a line that begins at its margin. */
  private static void comment(Path output, Map<String, String> files, Map<String, String> mine)
      throws IOException {
    for (Map.Entry<String, String> file : files.entrySet()) {
      String path = file.getKey();
      if (path.matches("(?!\\.m2d/).*\\.(py|yaml)") && !mine.containsKey(path)) {
        List<String> lines = new ArrayList<>(Files.readAllLines(output.resolve(path)));
        int at = lines.size() / 2;
        while (at < lines.size() && (lines.get(at).isBlank() || lines.get(at).startsWith(" "))) {
          at++;
        }
        String comment = "# mine: " + path;
        lines.add(at, comment);
        Files.writeString(output.resolve(path), String.join("\n", lines) + "\n");
        mine.put(path, comment);
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
