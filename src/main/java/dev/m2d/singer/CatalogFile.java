package dev.m2d.singer;

import dev.m2d.diagnostic.Span;
import dev.m2d.yaml.PythonText;
import dev.m2d.yaml.TextFiles;
import dev.m2d.yaml.YamlList;
import dev.m2d.yaml.YamlMap;
import dev.m2d.yaml.YamlNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Reads the streams that a captured catalog lists. */
public final class CatalogFile {

  /** A stream of a catalog. */
  public record Entry(String id, List<String> keys, Span span) {
    public Entry {
      keys = List.copyOf(keys);
    }
  }

  /** The streams in a catalog file; none when it cannot be read, which is reported. */
  public static List<Entry> read(TextFiles files, Path path) {
    List<Entry> entries = new ArrayList<>();
    if (files.json(path).orElse(null) instanceof YamlMap catalog
        && catalog.present("streams").orElse(null) instanceof YamlList streams) {
      for (YamlNode node : streams.items()) {
        if (node instanceof YamlMap stream) {
          stream
              .present("tap_stream_id")
              .or(() -> stream.present("stream"))
              .ifPresent(
                  id ->
                      entries.add(new Entry(PythonText.str(id.value()), keys(stream), id.span())));
        }
      }
    }
    return entries;
  }

  private static List<String> keys(YamlMap stream) {
    List<String> own = texts(stream.present("key_properties").orElse(null));
    if (!own.isEmpty() || !(stream.present("metadata").orElse(null) instanceof YamlList list)) {
      return own;
    }
    for (YamlNode node : list.items()) {
      if (node instanceof YamlMap entry
          && entry.get("breadcrumb").orElse(null) instanceof YamlList crumb
          && crumb.items().isEmpty()
          && entry.get("metadata").orElse(null) instanceof YamlMap metadata) {
        return texts(metadata.present("table-key-properties").orElse(null));
      }
    }
    return own;
  }

  private static List<String> texts(@org.jspecify.annotations.Nullable YamlNode node) {
    return node instanceof YamlList list
        ? list.items().stream().map(n -> PythonText.str(n.value())).toList()
        : List.of();
  }

  private CatalogFile() {}
}
