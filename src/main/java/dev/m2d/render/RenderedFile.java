package dev.m2d.render;

import dev.m2d.diagnostic.Span;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * A file of the output, complete, in memory. The array is not copied: nobody changes it.
 *
 * @param path relative to the output folder, with `/`
 * @param content the bytes
 * @param ownership what a later run may do with it
 * @param template what made it: a path below templates/, or that of an override in the project,
 *     which begins with {@code m2d/templates/}
 * @param origins the places of the input it comes from
 * @param mode POSIX permissions: 0644, 0755 or 0600
 */
@SuppressWarnings("ArrayRecordComponent")
public record RenderedFile(
    String path,
    byte[] content,
    Ownership ownership,
    String template,
    List<Span> origins,
    int mode) {

  public static final int PLAIN = 0644;
  public static final int EXECUTABLE = 0755;
  public static final int PRIVATE = 0600;

  public RenderedFile {
    origins = List.copyOf(origins);
  }

  /** The same, made by another template. */
  RenderedFile madeBy(String other) {
    return new RenderedFile(path, content, ownership, other, origins, mode);
  }

  /** The content as UTF-8 text. */
  public String text() {
    return new String(content, StandardCharsets.UTF_8);
  }
}
