package dev.m2d.cli;

import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import picocli.CommandLine;

/** Runs of the command line, in this process or in one of their own. */
final class Cli {

  static final Path FIXTURES = Path.of("fixtures/projects");
  private static final Map<String, Path> COPIES = new ConcurrentHashMap<>();

  /** What a run answered. */
  record Result(int status, String out, String err) {}

  static Result run(Object... args) {
    CommandLine line = Main.commandLine();
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    line.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
    int status = line.execute(Stream.of(args).map(Object::toString).toArray(String[]::new));
    return new Result(status, out.toString(), err.toString());
  }

  /** The start of a run in a process of its own; its streams go to files out and err beside it. */
  static Process start(Path folder, String before, Object... args) throws IOException {
    List<String> java = new ArrayList<>();
    java.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    java.addAll(List.of("-XX:-UsePerfData", "-XX:TieredStopAtLevel=1", "-cp", classPath()));
    java.add("dev.m2d.cli.Main");
    Stream.of(args).map(Object::toString).forEach(java::add);
    List<String> command = new ArrayList<>(List.of("bash", "-c", before + "exec \"$@\"", "m2d"));
    command.addAll(java);
    return new ProcessBuilder(command)
        .directory(folder.toFile())
        .redirectOutput(folder.resolve("out.txt").toFile())
        .redirectError(folder.resolve("err.txt").toFile())
        .start();
  }

  static String classPath() {
    List<String> parts = new ArrayList<>();
    for (String part : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
      parts.add(Path.of(part).toAbsolutePath().toString());
    }
    return String.join(File.pathSeparator, parts);
  }

  /**
   * A copy of a fixture's input that no test changes. Where it stands, the scripts of this whole
   * repository would be looked through for calls.
   */
  static Path fixture(String name) {
    return COPIES.computeIfAbsent(name, Cli::copied);
  }

  private static Path copied(String name) {
    try {
      Path folder = Files.createTempDirectory("m2d-fixture");
      Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(folder)));
      return copy(name, folder.resolve("input"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void delete(Path folder) {
    try (Stream<Path> walk = Files.walk(folder)) {
      walk.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A copy of a fixture's input that a test can change. */
  static Path copy(String fixture, Path to) throws IOException {
    for (Path from : FixtureCase.inputs(FIXTURES.resolve(fixture))) {
      try (Stream<Path> walk = Files.walk(from)) {
        for (Path p : walk.filter(Files::isRegularFile).toList()) {
          Path target = to.resolve(from.relativize(p).toString());
          Files.createDirectories(target.getParent());
          Files.copy(p, target, StandardCopyOption.REPLACE_EXISTING);
        }
      }
    }
    return to;
  }

  static Map<String, String> snapshot(Path folder) throws IOException {
    Map<String, String> all = new TreeMap<>();
    try (Stream<Path> walk = Files.walk(folder)) {
      for (Path p : walk.filter(Files::isRegularFile).toList()) {
        all.put(folder.relativize(p).toString(), Files.readString(p, StandardCharsets.ISO_8859_1));
      }
    }
    return all;
  }

  private Cli() {}
}
