package dev.m2d.compare.bundle;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What one side has of a stream.
 *
 * @param schema the columns; empty where the table does not exist, and for files
 * @param data the canonical CSV of a table; empty where it does not exist, and for files
 * @param files the files that the target wrote; none for a table
 */
public record StreamFiles(Optional<TableSchema> schema, Optional<Path> data, List<Part> files) {

  /** Nothing: the side does not have the stream. */
  public static final StreamFiles NONE =
      new StreamFiles(Optional.empty(), Optional.empty(), List.of());

  public StreamFiles {
    files = List.copyOf(files);
  }

  /**
   * A file that the target wrote.
   *
   * @param name its path as the target chose it
   * @param path where it lies in the bundle
   */
  public record Part(String name, Path path, long bytes, String sha256) {}

  /** Whether the side has the stream at all, be it without rows. */
  public boolean exists() {
    return data.isPresent() || !files.isEmpty();
  }
}
