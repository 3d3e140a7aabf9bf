package dev.m2d.compare;

import dev.m2d.compare.files.LogicalName;
import dev.m2d.compare.row.DialectGuess;
import dev.m2d.compare.row.Format;
import dev.m2d.compare.row.RowSet;
import dev.m2d.compare.row.Source;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.FileSystems;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Stream;

/**
 * The files of one side by stream.
 *
 * @param name the side as it was named
 * @param isFolder whether it is a folder, whose files name their streams
 * @param streams for each stream its files
 * @param others files of the folder that are in no known format, without hidden ones
 */
public record Side(
    String name, boolean isFolder, SortedMap<String, List<Source>> streams, List<String> others) {

  /** A side that cannot be read. */
  public static final class MissingException extends IOException {
    private static final long serialVersionUID = 1L;

    private final String side;

    MissingException(String side, String message) {
      super(message);
      this.side = side;
    }

    /** The side as it was named. */
    public String side() {
      return side;
    }
  }

  /**
   * Finds the files of a side.
   *
   * @param name a file, a folder, or a pattern for files
   */
  public static Side of(String name) throws IOException {
    Path path = Path.of(name);
    SortedMap<String, List<Source>> streams = new TreeMap<>();
    List<String> others = new ArrayList<>();
    if (Files.isDirectory(path)) {
      for (Path file : files(name, path, Integer.MAX_VALUE)) {
        String relative = path.relativize(file).toString().replace('\\', '/');
        if (LogicalName.isRows(relative) && Files.isRegularFile(file)) {
          streams
              .computeIfAbsent(LogicalName.stream(relative), s -> new ArrayList<>())
              .add(new Source(file, path.resolve(relative).toString().replace('\\', '/')));
        } else if (!LogicalName.isHidden(relative)) {
          others.add(relative);
        }
      }
      if (streams.isEmpty()) {
        throw new MissingException(
            name, "`" + name + "` holds no .csv, .tsv, .jsonl, .ndjson, .json or .singer");
      }
      return new Side(name, true, streams, others);
    }
    if (Files.exists(path) && !Files.isRegularFile(path)) {
      throw new MissingException(name, "`" + name + "` is no regular file");
    }
    List<Path> found = Files.exists(path) ? List.of(path) : matching(name);
    if (found.isEmpty()) {
      throw new MissingException(name, "there is no file `" + name + "`");
    }
    List<Source> sources = found.stream().map(f -> new Source(f, f.toString())).toList();
    String file = String.valueOf(found.get(0).getFileName());
    streams.put(LogicalName.stream(file), sources);
    return new Side(name, false, streams, others);
  }

  /** The same side with its files in other streams. */
  Side with(SortedMap<String, List<Source>> grouped) {
    return new Side(name, isFolder, grouped, others);
  }

  /** The name of a file below the folder, without its endings. */
  String bareName(Source file) {
    return LogicalName.bare(Path.of(name).relativize(file.path()).toString().replace('\\', '/'));
  }

  /** The rows of a stream. */
  RowSet rows(String stream, DialectGuess dialects) throws IOException {
    return rows(streams.getOrDefault(stream, List.of()), dialects);
  }

  /** The rows of some files, whose names tell their formats. */
  static RowSet rows(List<Source> files, DialectGuess dialects) throws IOException {
    List<Format> formats = new ArrayList<>();
    for (Source file : files) {
      formats.add(
          LogicalName.isJson(file.name())
              ? new Format.JsonLines()
              : new Format.Csv(dialects.of(file)));
    }
    return new RowSet(files, formats);
  }

  /** All files below a folder, those behind links too; nothing is left out that cannot be read. */
  private static List<Path> files(String side, Path folder, int depth) throws IOException {
    List<Path> files = new ArrayList<>();
    try (Stream<Path> all = Files.walk(folder, depth, FileVisitOption.FOLLOW_LINKS)) {
      for (Path path : all.sorted().toList()) {
        boolean isBroken = Files.isSymbolicLink(path) && !Files.exists(path);
        if (isBroken && !LogicalName.isHidden(folder.relativize(path).toString())) {
          throw new MissingException(side, "`" + path + "` is a link to what is not there");
        }
        if (!isBroken && !Files.isDirectory(path)) {
          files.add(path);
        }
      }
    } catch (UncheckedIOException e) {
      IOException cause = Objects.requireNonNull(e.getCause());
      String folderOf =
          cause instanceof FileSystemException at && at.getFile() != null ? at.getFile() : side;
      throw new MissingException(
          side,
          cause instanceof FileSystemLoopException
              ? "`" + folderOf + "` is a link to a folder that it is in"
              : cause instanceof AccessDeniedException
                  ? "`" + folderOf + "` may not be read"
                  : "`" + folderOf + "` cannot be read");
    }
    return files;
  }

  private static List<Path> matching(String pattern) throws IOException {
    int wild = Math.max(0, pattern.replaceAll("[*?\\[{].*", "").lastIndexOf('/'));
    Path start = Path.of(wild == 0 ? "." : pattern.substring(0, wild));
    if (!pattern.matches(".*[*?\\[{].*") || !Files.isDirectory(start)) {
      return List.of();
    }
    String full = wild == 0 ? "./" + pattern : pattern;
    PathMatcher matcher;
    try {
      matcher = FileSystems.getDefault().getPathMatcher("glob:" + full);
    } catch (PatternSyntaxException e) {
      throw new MissingException(
          pattern,
          "there is no file `" + pattern + "`, and it is no pattern: " + e.getDescription());
    }
    // Deeper folders may be anything, and a pattern without `**` says nothing of them.
    String below = full.substring(Math.min(full.length(), start.toString().length() + 1));
    int depth =
        below.contains("**")
            ? Integer.MAX_VALUE
            : 1 + (int) below.chars().filter(c -> c == '/').count();
    return files(pattern, start, depth).stream()
        .filter(f -> matcher.matches(f) && Files.isRegularFile(f))
        .map(Path::normalize)
        .toList();
  }

  /** The streams of both sides that belong together, by the name of the left one. */
  static Map<String, String> pairs(Side left, Side right) {
    Map<String, String> pairs = new TreeMap<>();
    boolean single = left.streams.size() == 1 && right.streams.size() == 1;
    if (single && !(left.isFolder && right.isFolder)) {
      pairs.put(left.streams.firstKey(), right.streams.firstKey());
      return pairs;
    }
    left.streams.keySet().forEach(s -> pairs.put(s, s));
    right.streams.keySet().forEach(s -> pairs.put(s, s));
    return pairs;
  }
}
