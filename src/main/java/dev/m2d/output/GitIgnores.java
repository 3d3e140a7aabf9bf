package dev.m2d.output;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.jgit.ignore.IgnoreNode;

/** What the .gitignore files of a work tree leave out, from the outermost to those of a folder. */
record GitIgnores(List<Rules> rules) {

  private static final String FILE = ".gitignore";
  private static final long MAX_BYTES = 1024L * 1024;

  static {
    // JGit's reader of these files asks for a logger, which would tell the user that there is none.
    System.setProperty("slf4j.internal.verbosity", "ERROR");
  }

  GitIgnores {
    rules = List.copyOf(rules);
  }

  /** The rules of one file. */
  private record Rules(Path folder, IgnoreNode node) {}

  /** Those that count in a folder; where Git ignores all of it, those inside of it alone. */
  static GitIgnores above(Path folder) throws IOException {
    List<Path> parents = new ArrayList<>();
    boolean isRepository = Files.exists(folder.resolve(".git"));
    for (Path p = folder.getParent(); p != null && !isRepository; p = p.getParent()) {
      parents.add(0, p);
      isRepository = Files.exists(p.resolve(".git"));
    }
    GitIgnores none = new GitIgnores(List.of());
    GitIgnores all = none;
    for (Path parent : isRepository ? parents : List.<Path>of()) {
      all = all.in(parent);
    }
    return all.ignores(folder, true) ? none : all;
  }

  /** With the rules of one more folder. */
  GitIgnores in(Path folder) throws IOException {
    Path file = folder.resolve(FILE);
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) || Files.size(file) > MAX_BYTES) {
      return this;
    }
    IgnoreNode node = new IgnoreNode();
    try (InputStream in = Files.newInputStream(file)) {
      node.parse(in);
    }
    List<Rules> more = new ArrayList<>(rules);
    more.add(new Rules(folder, node));
    return new GitIgnores(more);
  }

  /** Whether Git leaves it out; the innermost rule on it decides. */
  boolean ignores(Path path, boolean isFolder) {
    for (int i = rules.size() - 1; i >= 0; i--) {
      Path folder = rules.get(i).folder();
      String way =
          folder.relativize(path).toString().replace(path.getFileSystem().getSeparator(), "/");
      switch (rules.get(i).node().isIgnored(way, isFolder)) {
        case IGNORED -> {
          return true;
        }
        case NOT_IGNORED -> {
          return false;
        }
        default -> {}
      }
    }
    return false;
  }
}
