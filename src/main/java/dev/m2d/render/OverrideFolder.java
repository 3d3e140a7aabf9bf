package dev.m2d.render;

import dev.m2d.diagnostic.Code;
import dev.m2d.diagnostic.Diagnostic;
import dev.m2d.diagnostic.Diagnostics;
import dev.m2d.diagnostic.SourceFile;
import dev.m2d.diagnostic.Span;
import dev.m2d.naming.DidYouMean;
import dev.m2d.yaml.TextFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Reads m2d/templates/ of a project. Nothing outside of it: a link is refused, and what FreeMarker
 * gets are texts in memory.
 */
final class OverrideFolder {

  static final String PATH = "m2d/templates";

  /** Many times the longest template. */
  private static final int MOST_BYTES = 256 * 1024;

  /** Many times the number of templates. */
  private static final int MOST_FILES = 1_000;

  /** Files that keep folders, and that systems leave. */
  private static final Set<String> SILENT = Set.of(".gitkeep", ".gitignore", ".DS_Store");

  private final Path root;
  private final Diagnostics sink;
  private final TextFiles files;

  OverrideFolder(Path root, Diagnostics sink) {
    this.root = root;
    this.sink = sink;
    this.files = new TextFiles(root, sink);
  }

  /** The files of known names, by name. */
  SortedMap<String, SourceFile> read() {
    SortedMap<String, SourceFile> found = new TreeMap<>();
    for (Path step : List.of(root.resolve("m2d"), root.resolve(PATH))) {
      if (Files.isSymbolicLink(step)) {
        link(step);
        return found;
      }
    }
    if (!Files.isDirectory(root.resolve(PATH), LinkOption.NOFOLLOW_LINKS)) {
      return found;
    }
    try (Stream<Path> walk = Files.walk(root.resolve(PATH))) {
      List<Path> paths = walk.filter(p -> !Files.isDirectory(p)).limit(MOST_FILES + 1L).toList();
      if (paths.size() > MOST_FILES) {
        refuse(PATH, "`" + PATH + "/` has more than " + MOST_FILES + " files.");
        return found;
      }
      for (Path path : paths.stream().sorted().toList()) {
        String name = root.resolve(PATH).relativize(path).toString().replace('\\', '/');
        file(path, name).ifPresent(f -> found.put(name, f));
      }
      linkedFolders();
    } catch (IOException | java.io.UncheckedIOException e) {
      sink.add(Code.M2D104, Span.ofFile(PATH), "The folder `" + PATH + "` cannot be read.");
    }
    return found;
  }

  /** A link to a folder is a file to nobody who walks without following. */
  private void linkedFolders() throws IOException {
    try (Stream<Path> walk = Files.walk(root.resolve(PATH))) {
      walk.filter(p -> Files.isSymbolicLink(p) && Files.isDirectory(p))
          .limit(MOST_FILES)
          .sorted()
          .forEach(this::link);
    }
  }

  private Optional<SourceFile> file(Path path, String name) throws IOException {
    Path last = path.getFileName();
    if (last != null && SILENT.contains(last.toString())) {
      return Optional.empty();
    }
    if (Files.isSymbolicLink(path)) {
      link(path);
      return Optional.empty();
    }
    if (!BuiltInTemplates.has(name)) {
      sink.add(unknown(name));
      return Optional.empty();
    }
    if (Files.isRegularFile(path) && Files.size(path) > MOST_BYTES) {
      refuse(files.name(path), "The template `" + name + "` is larger than 256 KB.");
      return Optional.empty();
    }
    return files.read(path);
  }

  /** Says why a file makes nothing. */
  static Diagnostic unknown(String name) {
    Span at = Span.ofFile(PATH + "/" + name);
    if (CopiedFiles.names().contains(name)) {
      return Diagnostic.of(
              Code.M2D625,
              at,
              "`" + name + "` is copied as it is, in every project; a template cannot replace it.")
          .withHint(
              "Edit the generated file instead: `m2d generate` merges its changes into yours.");
    }
    String hint = DidYouMean.hint(name, BuiltInTemplates.names());
    if (hint.isEmpty() && BuiltInTemplates.has(name + ".ftl")) {
      hint = " Did you mean `" + name + ".ftl`?";
    }
    return Diagnostic.of(
        Code.M2D625,
        at,
        "There is no template `" + name + "`; nothing is made of this file." + hint);
  }

  private void link(Path path) {
    String name = files.name(path);
    refuse(name, "`" + name + "` is a link.");
  }

  private void refuse(String name, String sentence) {
    sink.add(Code.M2D627, Span.ofFile(name), sentence);
  }
}
