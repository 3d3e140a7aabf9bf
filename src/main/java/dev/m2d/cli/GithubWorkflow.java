package dev.m2d.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.UUID;

/**
 * The workflow of `m2d generate --ci github`: the only file that m2d writes outside of its folder,
 * because it was asked to, and only where there is none yet.
 */
final class GithubWorkflow {

  static final String PATH = ".github/workflows/m2d.yml";
  private static final String TEMPLATE = "/generator/ci/github.yml";

  private final Path top;
  private final String text;

  private GithubWorkflow(Path top, String text) {
    this.top = top;
    this.text = text;
  }

  /** What came of it. */
  enum Outcome {
    WRITTEN,
    /** There is one already, which is the user's. */
    KEPT
  }

  /** A reason not to write it. */
  static final class RefusedWorkflow extends Exception {
    RefusedWorkflow(String message) {
      super(message);
    }
  }

  /** For the repository that both folders are in. */
  static GithubWorkflow of(Path project, Path output) throws RefusedWorkflow {
    Path whole = project.toAbsolutePath().normalize();
    Path top =
        repository(whole)
            .orElseThrow(() -> new RefusedWorkflow("no Git repository holds `" + project + "`"));
    Path there = output.toAbsolutePath().normalize();
    if (!there.startsWith(top)) {
      throw new RefusedWorkflow("`" + output + "` is not in the repository `" + top + "`");
    }
    String text =
        template()
            .replace("@PROJECT@", quoted(way(top, whole)))
            .replace("@OUTPUT@", quoted(way(top, there)));
    return new GithubWorkflow(top, text);
  }

  /** What writing it would come to. */
  Outcome look() throws RefusedWorkflow {
    Path here = top;
    for (Path part : Path.of(PATH)) {
      here = here.resolve(part);
      if (Files.isSymbolicLink(here)) {
        throw new RefusedWorkflow("`" + here + "` is a symbolic link");
      }
    }
    return Files.exists(here, LinkOption.NOFOLLOW_LINKS) ? Outcome.KEPT : Outcome.WRITTEN;
  }

  /** Writes it in one step. */
  Outcome write() throws RefusedWorkflow, IOException {
    Outcome outcome = look();
    if (outcome == Outcome.WRITTEN) {
      Path file = top.resolve(PATH);
      Path folder = Files.createDirectories(top.resolve(".github/workflows"));
      // Under a name that nobody can have put a link at.
      Path draft = folder.resolve(".m2d.yml." + UUID.randomUUID() + ".tmp");
      try {
        Files.writeString(
            draft,
            text,
            StandardOpenOption.CREATE_NEW,
            StandardOpenOption.WRITE,
            LinkOption.NOFOLLOW_LINKS);
        Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
      } finally {
        Files.deleteIfExists(draft);
      }
    }
    return outcome;
  }

  private static Optional<Path> repository(Path folder) {
    for (Path p = folder; p != null; p = p.getParent()) {
      if (Files.exists(p.resolve(".git"))) {
        return Optional.of(p);
      }
    }
    return Optional.empty();
  }

  private static String way(Path top, Path folder) {
    String way = top.relativize(folder).toString().replace('\\', '/');
    return way.isEmpty() ? "." : way;
  }

  /** As a YAML scalar in which GitHub finds no expression. */
  private static String quoted(String path) throws RefusedWorkflow {
    if (path.contains("${{") || path.chars().anyMatch(Character::isISOControl)) {
      throw new RefusedWorkflow("the name `" + path + "` cannot stand in a workflow");
    }
    return "'" + path.replace("'", "''") + "'";
  }

  private static String template() {
    try (InputStream in = GithubWorkflow.class.getResourceAsStream(TEMPLATE)) {
      if (in == null) {
        throw new IllegalStateException(TEMPLATE + " is not in the jar");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
