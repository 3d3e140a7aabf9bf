package dev.m2d.output;

import dev.m2d.diagnostic.Code;
import dev.m2d.diagnostic.Diagnostic;
import dev.m2d.diagnostic.Span;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Looks at the output folder without ever following a link out of it. */
final class TreeView {

  private static final long MAX_BYTES = 64L * 1024 * 1024;

  /** Larger than any text of ours. */
  private static final long MAX_TEXT = 4L * 1024 * 1024;

  /** Folders of tools and of data, as .gitignore names them. */
  private static final Set<String> OTHERS =
      Set.of(
          "__pycache__",
          "node_modules",
          "site-packages",
          "state",
          "parity-runs",
          "dist",
          "storage",
          "history");

  private static final Set<String> NOT_CONTENT = Set.of(OutputPath.STATE_FOLDER, ".git");

  private final Path root;
  private final Map<String, Optional<String>> seen = new HashMap<>();

  /**
   * @param root real path of the output folder, or an absolute path where nothing is yet
   */
  TreeView(Path root) {
    this.root = root;
  }

  /** What is at a path. */
  sealed interface Found {}

  /** Nothing; a file can be created there. */
  record Absent() implements Found {}

  /** A file. */
  @SuppressWarnings("ArrayRecordComponent")
  record Content(byte[] bytes) implements Found {}

  /** Something that cannot be handled. */
  record Blocked(Diagnostic reason) implements Found {}

  Found look(String path) {
    Found found = find(path);
    if (!(found instanceof Blocked)) {
      seen.putIfAbsent(path, TreeWriter.hash(found));
    }
    return found;
  }

  /** SHA-256 of what was there at the first look at each path; empty for nothing. */
  Map<String, Optional<String>> seen() {
    return seen;
  }

  private Found find(String path) {
    List<String> parts = List.of(path.split("/", -1));
    try {
      Path here = root;
      for (int i = 0; i < parts.size(); i++) {
        here = here.resolve(parts.get(i));
        if (Files.isSymbolicLink(here)) {
          if (!Files.exists(here)) {
            return blocked(Code.M2D602, path, "is below a symbolic link that leads nowhere");
          }
          here = here.toRealPath();
          if (!here.startsWith(root)) {
            return blocked(Code.M2D605, path, "is reached by a symbolic link to another place");
          }
        }
        if (!Files.exists(here, LinkOption.NOFOLLOW_LINKS)) {
          return new Absent();
        }
        boolean last = i == parts.size() - 1;
        if (!last && !Files.isDirectory(here)) {
          String above = String.join("/", parts.subList(0, i + 1));
          return blocked(Code.M2D602, path, "needs a folder `" + above + "`, which is a file");
        }
      }
      if (!Files.isRegularFile(here)) {
        String what = Files.isDirectory(here) ? "a folder" : "no regular file";
        return blocked(Code.M2D602, path, "is to be a file, but is " + what);
      }
      if (Files.size(here) > MAX_BYTES) {
        return blocked(Code.M2D602, path, "is larger than any file of ours");
      }
      return new Content(Files.readAllBytes(here));
    } catch (IOException e) {
      return blocked(Code.M2D602, path, "cannot be read (" + e.getClass().getSimpleName() + ")");
    }
  }

  /** Where to write a path that {@link #look} did not find blocked: links inside are followed. */
  Path target(String path) throws IOException {
    Path here = root;
    for (String part : path.split("/", -1)) {
      here = here.resolve(part);
      if (Files.isSymbolicLink(here)) {
        here = here.toRealPath();
      }
      if (!here.startsWith(root)) {
        throw new IOException("a symbolic link leads out of the output folder");
      }
    }
    return here;
  }

  /** Whether it holds anything but the tool's own folder and version control. */
  boolean hasContent() throws IOException {
    if (!Files.isDirectory(root)) {
      return false;
    }
    try (Stream<Path> list = Files.list(root)) {
      return list.anyMatch(p -> !NOT_CONTENT.contains(p.getFileName().toString()));
    }
  }

  /** Paths of the files that can be the user's, relative to the output folder, sorted. */
  List<String> files() throws IOException {
    List<String> paths = new ArrayList<>();
    collect(root, GitIgnores.above(root), paths);
    return paths.stream().sorted().toList();
  }

  private void collect(Path folder, GitIgnores above, List<String> paths) throws IOException {
    GitIgnores ignores = above.in(folder);
    List<Path> inside;
    try (Stream<Path> list = Files.list(folder)) {
      inside = list.toList();
    }
    for (Path path : inside) {
      if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
        if (!isOthers(path) && !ignores.ignores(path, true)) {
          collect(path, ignores, paths);
        }
      } else if (Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)
          && Files.size(path) <= MAX_TEXT
          && !ignores.ignores(path, false)) {
        paths.add(slashes(root.relativize(path)));
      }
    }
  }

  /** A folder of tools, of data, or of copies that a tool makes of modules. */
  private boolean isOthers(Path folder) {
    String name = folder.getFileName().toString();
    return name.startsWith(".")
        || OTHERS.contains(name)
        || name.equals("build") && root.equals(folder.getParent())
        || Files.exists(folder.resolve("pyvenv.cfg"));
  }

  /** Paths of the pristine copies, relative to the output folder, sorted. */
  List<String> bases() throws IOException {
    Path folder = root.resolve(OutputPath.STATE_FOLDER).resolve("base");
    List<String> paths = new ArrayList<>();
    if (Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
      try (Stream<Path> walk = Files.walk(folder)) {
        walk.filter(p -> !Files.isDirectory(p, LinkOption.NOFOLLOW_LINKS))
            .forEach(p -> paths.add(slashes(root.relativize(p))));
      }
    }
    return paths.stream().sorted().toList();
  }

  Path root() {
    return root;
  }

  private static String slashes(Path path) {
    return path.toString().replace(path.getFileSystem().getSeparator(), "/");
  }

  private static Blocked blocked(Code code, String path, String problem) {
    return new Blocked(Diagnostic.of(code, Span.ofFile(path), "`" + path + "` " + problem + "."));
  }
}
