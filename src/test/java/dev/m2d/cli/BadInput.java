package dev.m2d.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A project of every kind of file that is read, one of which is damaged while commands run. */
final class BadInput {

  /** The project that is damaged. */
  static final Path PROJECT = Path.of("src/test/resources/bad-input");

  private static final Pattern TRACE =
      Pattern.compile("(?m)^\\s+at [\\w.$/]+\\(|^Caused by|Exception in thread|a bug in m2d");
  private static final Pattern PLACE = Pattern.compile("(?m)--> .+:\\d+:\\d+$");
  private static final Pattern CONTROL = Pattern.compile("[\\x00-\\x08\\x0B-\\x1F\\x7F]");

  private static final List<String> PLACES =
      List.of("missing", "folder", "loop", "dangling", "to-root", "to-device", "unreadable");

  private final Path root;
  private final Map<String, byte[]> files = new TreeMap<>();

  /** What was done to which file, and how to do it again. */
  record Case(long seed, String file, String way) {
    @Override
    public String toString() {
      return "seed " + seed + ": " + way + " of " + file;
    }
  }

  /** Copies the project below `top`, and generates once so that an earlier output is there. */
  BadInput(Path top) throws IOException {
    root = top.resolve("shop");
    try (Stream<Path> walk = Files.walk(PROJECT)) {
      for (Path p : walk.filter(Files::isRegularFile).toList()) {
        Path target = root.resolve(PROJECT.relativize(p).toString());
        Files.createDirectories(target.getParent());
        Files.copy(p, target);
        files.put(PROJECT.relativize(p).toString(), Files.readAllBytes(p));
      }
    }
    Path captured = root.resolve("dagster_project");
    Path aside = top.resolve("aside");
    Files.move(captured, aside);
    Cli.Result first = Cli.run("generate", root);
    if (first.status() != 0) {
      throw new IllegalStateException(first.err());
    }
    Cli.snapshot(aside).keySet().forEach(f -> move(aside.resolve(f), captured.resolve(f)));
    for (String made : List.of(".m2d/manifest.json", "migration.yaml", "parity.yaml")) {
      if (Files.exists(captured.resolve(made))) {
        files.put("dagster_project/" + made, Files.readAllBytes(captured.resolve(made)));
      }
    }
  }

  private static void move(Path from, Path to) {
    try {
      Files.createDirectories(to.getParent());
      Files.move(from, to);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Path root() {
    return root;
  }

  /** The case of a seed: most of them damage what is read most. */
  Case pick(long seed) {
    Random random = new Random(seed * 7919);
    List<String> names = new ArrayList<>(files.keySet());
    String file = random.nextInt(3) == 0 ? "meltano.yml" : names.get(random.nextInt(names.size()));
    List<String> ways = new ArrayList<>(Mutations.names());
    ways.addAll(PLACES);
    // Wrong values at every key are what people write; they get a share of their own.
    String way =
        random.nextInt(4) == 0
            ? List.of("value", "two-values", "other-value", "key", "other-key")
                .get(random.nextInt(5))
            : ways.get(random.nextInt(ways.size()));
    return new Case(seed, file, way);
  }

  /** Damages a file, runs, puts it back. */
  void with(Case damage, Consumer<Path> run) throws IOException {
    Path file = root.resolve(damage.file());
    byte[] content = files.get(damage.file());
    if (content == null) {
      throw new IllegalArgumentException(damage.toString());
    }
    Random random = new Random(damage.seed());
    try {
      if (PLACES.contains(damage.way())) {
        place(damage.way(), file);
      } else {
        Files.write(file, Mutations.apply(damage.way(), content, random));
      }
      run.accept(root);
    } finally {
      remove(file);
      Files.write(file, content);
    }
  }

  private void place(String way, Path file) throws IOException {
    if (way.equals("unreadable")) {
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("---------"));
      return;
    }
    Files.delete(file);
    switch (way) {
      case "folder" -> {
        Files.createDirectory(file);
        Files.writeString(file.resolve("inside.yml"), "a: 1\n");
      }
      case "loop" -> Files.createSymbolicLink(file, file.getFileName());
      case "dangling" -> Files.createSymbolicLink(file, Path.of("nowhere"));
      case "to-root" -> Files.createSymbolicLink(file, root);
      case "to-device" -> Files.createSymbolicLink(file, Path.of("/dev/zero"));
      default -> {}
    }
  }

  private static void remove(Path path) throws IOException {
    if (!Files.exists(path, java.nio.file.LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    Files.walkFileTree(
        path,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes a) throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(
              Path folder, @org.jspecify.annotations.Nullable IOException e) throws IOException {
            Files.delete(folder);
            return FileVisitResult.CONTINUE;
          }
        });
  }

  /** What is wrong with a run's answer; empty when nothing is. */
  static String complaint(String command, Cli.Result result) {
    String all = result.out() + result.err();
    boolean generates = command.startsWith("generate");
    if (result.status() != 0 && result.status() != 1 && !(generates && result.status() == 7)) {
      return "exit " + result.status() + ": " + end(result.err());
    }
    if (TRACE.matcher(all).find()) {
      return "a stack trace: " + end(all);
    }
    if (result.status() == 1
        && !PLACE.matcher(result.err()).find()
        && !result.err().contains("there is no meltano.yml")) {
      return "exit 1 without a place: " + end(result.err());
    }
    if (CONTROL.matcher(all).find()) {
      return "a control character in the output";
    }
    return "";
  }

  private static String end(String text) {
    String flat = text.strip().replace("\n", " | ");
    return flat.length() > 400
        ? flat.substring(0, 200) + " ... " + flat.substring(flat.length() - 200)
        : flat;
  }
}
