package dev.m2d.plan;

import dev.m2d.diagnostic.Span;
import dev.m2d.literal.Snippet;
import java.util.List;
import java.util.Optional;

/**
 * A data file that the kit reads.
 *
 * @param path below the output folder
 * @param plugin type and name of the plugin it is about, in Markdown
 * @param about one sentence for the comment at its top
 * @param document the YAML text
 * @param origins where the input says it
 */
public record DataFile(
    String path, Optional<Snippet> plugin, Snippet about, Snippet document, List<Span> origins) {
  public DataFile {
    origins = List.copyOf(origins);
  }
}
