package dev.m2d.compare;

import dev.m2d.compare.bundle.Bundle;
import dev.m2d.compare.bundle.Manifest;
import dev.m2d.compare.bundle.SideName;
import dev.m2d.compare.bundle.StreamFiles;
import dev.m2d.compare.bundle.TableSchema;
import dev.m2d.compare.canon.ColumnType;
import dev.m2d.compare.canon.RunWindow;
import dev.m2d.compare.files.LogicalName;
import dev.m2d.compare.row.Dialect;
import dev.m2d.compare.row.DialectGuess;
import dev.m2d.compare.row.Format;
import dev.m2d.compare.row.RowSet;
import dev.m2d.compare.row.Source;
import dev.m2d.compare.schema.Types;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The rows of a bundle's streams. */
final class BundleStreams {

  private final Bundle bundle;

  BundleStreams(Bundle bundle) {
    this.bundle = bundle;
  }

  /** What a side has of a stream. */
  StreamFiles files(Manifest.Stream stream, SideName side) {
    return bundle.side(side).streams().getOrDefault(stream.name(), StreamFiles.NONE);
  }

  /**
   * The rows of a table, which are canonical CSV, or of the files that a target wrote.
   *
   * @param dialects those that CSV files may have that a target wrote
   */
  RowSet rows(StreamFiles files, DialectGuess dialects) throws IOException {
    if (files.data().isPresent()) {
      Source source = new Source(files.data().get(), shown(files.data().get()));
      return new RowSet(List.of(source), List.of(new Format.Csv(Dialect.STANDARD)));
    }
    List<Source> sources =
        files.files().stream()
            .filter(f -> LogicalName.isWrittenRows(f.name()))
            .map(f -> new Source(f.path(), shown(f.path())))
            .toList();
    return Side.rows(sources, dialects);
  }

  /** Whether there are rows to compare; of other files only their bytes are. */
  static boolean hasRows(StreamFiles files) {
    return files.data().isPresent()
        || files.files().stream().anyMatch(f -> LogicalName.isWrittenRows(f.name()));
  }

  private String shown(Path path) {
    return bundle.folder().relativize(path).toString().replace('\\', '/');
  }

  /** The declared types of columns; none for files. */
  static Map<String, ColumnType> types(StreamFiles files) {
    Map<String, ColumnType> types = new HashMap<>();
    if (files.schema().isPresent()) {
      for (TableSchema.Column column : files.schema().get().columns()) {
        types.put(column.name(), Types.of(column.valueClass()));
      }
    }
    return types;
  }

  /**
   * When a side wrote: from the beginning of the pair, since rows may come from a recording that
   * both sides were played, to the end of its own run.
   */
  RunWindow window(SideName side) {
    Manifest manifest = bundle.manifest();
    return new RunWindow(
        manifest.startedAt(), bundle.side(side).run().endedAt().orElse(manifest.endedAt()));
  }
}
