package dev.m2d.render;

import dev.m2d.plan.DagsterPlan;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarFile;
import java.util.stream.Stream;

/** The files below templates/ that go to every output byte for byte. */
final class CopiedFiles {
  private static final String ROOT = "templates/";

  private CopiedFiles() {}

  /**
   * A file to copy.
   *
   * @param path below the output folder, which is its path below templates/
   * @param content the bytes
   */
  @SuppressWarnings("ArrayRecordComponent")
  record Copy(String path, byte[] content) {}

  /** The files that a plan needs, sorted by path; those of a kit only where it is used. */
  static List<Copy> of(DagsterPlan plan) {
    return names().stream()
        .filter(name -> !plan.dbt().isEmpty() || !isDbt(name))
        .filter(name -> !plan.importers().isEmpty() || !isOfFiles(name))
        .map(name -> new Copy(name, read(name)))
        .toList();
  }

  private static boolean isDbt(String name) {
    return name.startsWith("dagster_project/dbt/") || name.matches("tests/(.*/)?[a-z_]*dbt.*");
  }

  private static boolean isOfFiles(String name) {
    return name.startsWith("dagster_project/files/") || name.matches("tests/(.*/)?[a-z_]*file.*");
  }

  private static boolean isCopied(String name) {
    return !name.endsWith(".ftl")
        && !name.endsWith(".pyc")
        && !name.contains("__pycache__/")
        && !name.startsWith("lib/")
        && !name.equals("README.md");
  }

  private static byte[] read(String name) {
    try (InputStream in = CopiedFiles.class.getResourceAsStream("/" + ROOT + name)) {
      if (in == null) {
        throw new IllegalStateException(ROOT + name + " is not in the jar");
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Paths below templates/, sorted. */
  static List<String> names() {
    URL place = CopiedFiles.class.getProtectionDomain().getCodeSource().getLocation();
    try {
      Path path = Path.of(place.toURI());
      List<String> names =
          Files.isDirectory(path) ? inFolder(path.resolve(ROOT)) : inJar(path.toString());
      return names.stream().filter(CopiedFiles::isCopied).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private static List<String> inFolder(Path root) throws IOException {
    try (Stream<Path> files = Files.walk(root)) {
      return files
          .filter(Files::isRegularFile)
          .map(file -> root.relativize(file).toString().replace('\\', '/'))
          .toList();
    }
  }

  private static List<String> inJar(String path) throws IOException {
    List<String> names = new ArrayList<>();
    try (JarFile jar = new JarFile(path)) {
      jar.stream()
          .filter(entry -> entry.getName().startsWith(ROOT) && !entry.isDirectory())
          .forEach(entry -> names.add(entry.getName().substring(ROOT.length())));
    }
    return names;
  }
}
