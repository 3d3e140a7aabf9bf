package dev.m2d.cli;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.m2d.yaml.Value;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Does to a project what the {@code before} list of a case.yaml says; paths start at the project.
 */
final class OutputScenario implements AutoCloseable {

  private final Path project;
  private final List<FileChannel> held = new ArrayList<>();

  OutputScenario(Path project) {
    this.project = project;
  }

  void run(List<Value> steps) throws IOException {
    for (Value step : steps) {
      if (step instanceof Value.Text text && text.value().equals("generate")) {
        Cli.Result result = Cli.run("generate", project);
        assertThat(result.status()).as(result.err()).isZero();
      } else {
        Map.Entry<String, Value> only = fields(step).entrySet().iterator().next();
        act(only.getKey(), fields(only.getValue()));
      }
    }
  }

  private void act(String verb, Map<String, Value> what) throws IOException {
    Path file = project.resolve(text(what, "file"));
    switch (verb) {
      case "write" -> {
        Files.createDirectories(file.getParent());
        Files.writeString(file, text(what, "text"));
      }
      case "replace" -> {
        String content = Files.readString(file);
        assertThat(content).contains(text(what, "old"));
        Files.writeString(file, content.replace(text(what, "old"), text(what, "new")));
      }
      case "append" -> Files.writeString(file, text(what, "text"), StandardOpenOption.APPEND);
      case "delete" -> Files.delete(file);
      case "move" -> {
        Path target = project.resolve(text(what, "to"));
        Files.createDirectories(target.getParent());
        Files.move(file, target);
      }
      case "link" -> Files.createSymbolicLink(file, Path.of(text(what, "to")));
      case "mode" ->
          Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(text(what, "is")));
      case "form" -> form(file, what.keySet());
      case "folder" -> {
        Files.delete(file);
        Files.createDirectory(file);
      }
      case "move-and-link" ->
          Files.createSymbolicLink(
              file, Files.move(file, project.resolveSibling(text(what, "to"))));
      case "lock" -> {
        FileChannel channel =
            FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        held.add(channel);
        channel.lock();
      }
      default -> throw new AssertionError("unknown step: " + verb);
    }
  }

  /** What editors and systems do to a file besides editing it. */
  private static void form(Path file, Set<String> what) throws IOException {
    String text = Files.readString(file);
    if (what.contains("open_end")) {
      text = text.substring(0, text.length() - 1);
    }
    if (what.contains("windows")) {
      text = text.replace("\n", "\r\n");
    }
    Files.writeString(file, what.contains("mark") ? "\uFEFF" + text : text);
  }

  private static Map<String, Value> fields(Value value) {
    return ((Value.Fields) value).values();
  }

  private static String text(Map<String, Value> what, String key) {
    return ((Value.Text) requireNonNull(what.get(key), key)).value();
  }

  @Override
  public void close() throws IOException {
    for (FileChannel channel : held) {
      channel.close();
    }
  }
}
