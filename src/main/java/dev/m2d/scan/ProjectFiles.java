package dev.m2d.scan;

import dev.m2d.diagnostic.Code;
import dev.m2d.diagnostic.Diagnostics;
import dev.m2d.diagnostic.Span;
import dev.m2d.scan.text.SourceText;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Reads the files that may hold calls: small ones of text, in the project and its repository. */
final class ProjectFiles {

  /** No script that people write is larger. */
  static final long MAX_BYTES = 1024L * 1024;

  static final int MAX_FILES = 20_000;
  private static final int MAX_LEVELS_UP = 4;
  private static final int MAX_DEPTH = 20;

  private static final Set<String> SKIPPED =
      Set.of(
          ".git",
          ".meltano",
          ".hg",
          ".svn",
          ".tox",
          ".nox",
          ".venv",
          "venv",
          "env",
          ".direnv",
          "node_modules",
          "site-packages",
          "dbt_packages",
          "dbt_modules",
          "__pycache__",
          ".mypy_cache",
          ".ruff_cache",
          ".pytest_cache",
          ".terraform",
          ".idea",
          ".vscode",
          ".m2d");

  /** Endings of data and of programs in other languages, which are never read. */
  private static final Set<String> OTHERS =
      Set.of(
          "csv", "tsv", "jsonl", "parquet", "sql", "db", "sqlite", "duckdb", "png", "jpg", "jpeg",
          "gif", "svg", "ico", "pdf", "zip", "gz", "tar", "whl", "jar", "woff", "woff2", "ttf",
          "lock", "log", "xlsx", "ipynb", "html", "css", "map", "avro", "pyc", "js", "jsx", "ts",
          "tsx", "go", "rs", "java", "c", "h", "cpp", "rb", "php", "cs", "tf", "xml", "toml", "r",
          "so", "scss", "ftl", "j2", "tpl");

  private final Path root;
  private final Map<String, SourceText> files = new TreeMap<>();
  private int visited;
  private boolean shared;

  private final Diagnostics sink;

  private ProjectFiles(Path root, Diagnostics sink) {
    this.root = root;
    this.sink = sink;
  }

  /** Names of files that people write commands in. */
  private static final String SCRIPT =
      "(?i)(.*/)?(.*\\.(sh|bash|zsh|py|ya?ml|mk|just|service)|makefile|justfile|crontab|dockerfile)";

  /**
   * What was read.
   *
   * @param files by their path relative to the project root, in the order of their paths
   * @param folder the project's folder in its repository, with `/`; empty when it is the repository
   * @param shared whether the repository holds another Meltano project
   */
  record Read(Map<String, SourceText> files, String folder, boolean shared) {}

  /** The files of the project in this folder, and of the repository around it. */
  static Read read(Path projectRoot, Diagnostics sink) {
    Path root = projectRoot.toAbsolutePath().normalize();
    ProjectFiles reader = new ProjectFiles(root, sink);
    Path repository = repository(root);
    reader.walk(repository);
    String folder = repository.relativize(root).toString().replace('\\', '/');
    return new Read(new LinkedHashMap<>(reader.files), folder, reader.shared);
  }

  /** The folder with `.git`, when the project lies in a bigger repository; else the project. */
  private static Path repository(Path root) {
    Path folder = root;
    for (int i = 0; i <= MAX_LEVELS_UP && folder != null; i++) {
      if (Files.exists(folder.resolve(".git"), LinkOption.NOFOLLOW_LINKS)) {
        return folder;
      }
      folder = folder.getParent();
    }
    return root;
  }

  private void walk(Path start) {
    try {
      Files.walkFileTree(start, Set.of(), MAX_DEPTH, new Visitor(start));
    } catch (IOException e) {
      // What can be read is read.
      return;
    }
  }

  private final class Visitor extends SimpleFileVisitor<Path> {
    private final Path start;

    Visitor(Path start) {
      this.start = start;
    }

    @Override
    public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
      String name = folder.getFileName() == null ? "" : folder.getFileName().toString();
      boolean generated =
          Files.exists(folder.resolve(".m2d"), LinkOption.NOFOLLOW_LINKS)
              || Files.exists(folder.resolve("pyvenv.cfg"), LinkOption.NOFOLLOW_LINKS);
      boolean another =
          !root.startsWith(folder)
              && !inTools(folder)
              && Files.exists(folder.resolve("meltano.yml"), LinkOption.NOFOLLOW_LINKS);
      shared |= another;
      boolean skipped = SKIPPED.contains(name) || generated || another;
      return skipped && !folder.equals(start)
          ? FileVisitResult.SKIP_SUBTREE
          : FileVisitResult.CONTINUE;
    }

    /** Whether a folder belongs to a tool: a workflow may be called meltano.yml, too. */
    private boolean inTools(Path folder) {
      for (Path part : start.relativize(folder)) {
        if (part.toString().startsWith(".")) {
          return true;
        }
      }
      return false;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
      if (++visited > MAX_FILES) {
        String rest = "The project has more than 20,000 files; the rest was not searched.";
        sink.add(Code.M2D801, Span.ofFile(name(file)), rest);
        return FileVisitResult.TERMINATE;
      }
      String name = name(file);
      String ending = name.substring(name.lastIndexOf('.') + 1);
      boolean wanted =
          attributes.isRegularFile()
              && !OTHERS.contains(ending)
              && (!ending.equals("json") || name.matches("(.*/)?package\\.json"));
      if (wanted && attributes.size() > MAX_BYTES) {
        skipped(name, "is larger than 1 MiB");
      } else if (wanted) {
        text(file).ifPresent(text -> files.put(name, new SourceText(name, text)));
      }
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException e) {
      skipped(name(file), "cannot be read");
      return FileVisitResult.CONTINUE;
    }
  }

  private void skipped(String name, String why) {
    if (name.matches(SCRIPT)) {
      sink.add(Code.M2D801, Span.ofFile(name), "`" + name + "` " + why + ".");
    }
  }

  private String name(Path file) {
    return root.relativize(file).toString().replace('\\', '/');
  }

  private Optional<String> text(Path file) {
    try {
      byte[] bytes = Files.readAllBytes(file);
      String text =
          StandardCharsets.UTF_8
              .newDecoder()
              .onMalformedInput(CodingErrorAction.REPLACE)
              .onUnmappableCharacter(CodingErrorAction.REPLACE)
              .decode(ByteBuffer.wrap(bytes))
              .toString();
      String clean = text.startsWith("\uFEFF") ? text.substring(1) : text;
      return clean.indexOf('\0') >= 0 ? Optional.empty() : Optional.of(clean);
    } catch (CharacterCodingException e) {
      return Optional.empty();
    } catch (IOException e) {
      skipped(name(file), "cannot be read");
      return Optional.empty();
    }
  }
}
