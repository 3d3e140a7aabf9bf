package dev.m2d.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Pairs of Python texts, before and after a run, that Python parses all at once. */
final class PythonTexts {

  private static final String SCRIPT =
      """
      import ast, pathlib, sys

      def parses(path):
          try:
              ast.parse(path.read_bytes())
          except SyntaxError:
              return False
          return True

      for path in pathlib.Path(sys.argv[1]).glob("*.after"):
          if parses(path.with_suffix(".before")) and not parses(path):
              print(path.stem)
      """;

  private final Path folder;
  private final List<String> names = new ArrayList<>();

  PythonTexts(Path folder) {
    this.folder = folder;
  }

  /** A text, as bytes in ISO 8859-1, that has to parse if the older one does. */
  void add(String name, String before, String after) {
    String stem = Integer.toString(names.size());
    names.add(name);
    try {
      Files.writeString(folder.resolve(stem + ".before"), before, StandardCharsets.ISO_8859_1);
      Files.writeString(folder.resolve(stem + ".after"), after, StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What a run broke, with its text. Without Python there is no answer, and that is said. */
  List<String> broken() throws IOException, InterruptedException {
    List<String> broken = new ArrayList<>();
    Process process;
    try {
      process =
          new ProcessBuilder("python3", "-c", SCRIPT, folder.toString())
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
    } catch (IOException e) {
      System.out.println("There is no python3: " + names.size() + " Python files are not checked.");
      return broken;
    }
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException("python3 failed");
    }
    for (String stem : out.lines().toList()) {
      broken.add(
          names.get(Integer.parseInt(stem))
              + " is no Python any more:\n"
              + Files.readString(folder.resolve(stem + ".after")));
    }
    System.out.println(names.size() + " changed Python files parsed.");
    return broken;
  }
}
