package dev.m2d.meltano;

import dev.m2d.naming.Fnmatch;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Python's `Path.glob`: `*`, `?`, `[seq]` within a name, `**` for any number of folders. */
final class PathGlob {

  /**
   * The paths below `root` that match, sorted, so that the order does not depend on the disk.
   *
   * @throws IllegalArgumentException for an empty or absolute pattern, which Python refuses
   */
  static List<Path> find(Path root, String pattern) throws IOException {
    if (pattern.isEmpty() || pattern.startsWith("/")) {
      throw new IllegalArgumentException("no relative pattern: " + pattern);
    }
    Set<Path> current = new TreeSet<>(List.of(root));
    for (String part : pattern.split("/", -1)) {
      if (part.isEmpty() || part.equals(".")) {
        continue;
      }
      Set<Path> next = new TreeSet<>();
      for (Path p : current) {
        if (part.equals("..")) {
          next.add(p.resolve("..").normalize());
        } else if (part.equals("**")) {
          folders(p, next);
        } else if (Files.isDirectory(p)) {
          children(p, part, next);
        }
      }
      current = next;
    }
    return new ArrayList<>(current);
  }

  private static void children(Path folder, String part, Set<Path> into) throws IOException {
    Pattern pattern = Pattern.compile(Fnmatch.regex(part));
    try (Stream<Path> list = Files.list(folder)) {
      list.filter(c -> pattern.matcher(c.getFileName().toString()).matches()).forEach(into::add);
    }
  }

  private static void folders(Path folder, Set<Path> into) throws IOException {
    Files.walkFileTree(
        folder,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path dir, BasicFileAttributes attributes) {
            into.add(dir);
            return FileVisitResult.CONTINUE;
          }
        });
  }

  private PathGlob() {}
}
