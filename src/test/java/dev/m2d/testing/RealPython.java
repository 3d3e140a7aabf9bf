package dev.m2d.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The Python with Dagster, dbt and the linters that {@code tools/setup} makes. */
public final class RealPython {
  private RealPython() {}

  /**
   * Runs a script of {@code src/test/python}.
   *
   * @param script path below that folder
   * @param input given on standard input
   * @return standard output
   * @throws AssertionError when the script fails, with its standard error
   */
  public static String run(String script, String input, String... arguments) {
    List<String> command = new ArrayList<>(List.of(executable().toString()));
    command.add(Path.of("src/test/python", script).toString());
    command.addAll(List.of(arguments));
    try {
      Path stdin = Files.createTempFile("m2d", ".in");
      Path stdout = Files.createTempFile("m2d", ".out");
      Path stderr = Files.createTempFile("m2d", ".err");
      try {
        Files.writeString(stdin, input);
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().put("PYTHONUTF8", "1");
        builder.environment().put("PYTHONDONTWRITEBYTECODE", "1");
        builder.redirectInput(stdin.toFile());
        builder.redirectOutput(stdout.toFile());
        builder.redirectError(stderr.toFile());
        int status = builder.start().waitFor();
        if (status != 0) {
          throw new AssertionError(script + " failed:\n" + Files.readString(stderr));
        }
        return Files.readString(stdout, StandardCharsets.UTF_8);
      } finally {
        Files.delete(stdin);
        Files.delete(stdout);
        Files.delete(stderr);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** The interpreter; fails with the command that makes it when it is not there. */
  public static Path executable() {
    String given = System.getenv("M2D_DAGSTER_PYTHON");
    String cache = System.getenv("M2D_CACHE");
    Path home = Path.of(System.getProperty("user.home"), ".cache", "m2d");
    Path path =
        given != null
            ? Path.of(given)
            : (cache != null ? Path.of(cache) : home).resolve("dagster-1.13.27/bin/python");
    if (!Files.isExecutable(path)) {
      throw new AssertionError("No Python at " + path + ": run tools/setup dagster first.");
    }
    return path;
  }
}
