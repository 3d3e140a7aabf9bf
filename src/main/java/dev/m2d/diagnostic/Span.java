package dev.m2d.diagnostic;

import org.jspecify.annotations.Nullable;

/**
 * A piece of a file.
 *
 * @param file path as it is shown, relative to the project root, with `/`
 * @param line first line, from 1
 * @param column first column, from 1, in code points
 * @param endLine last line
 * @param endColumn column after the last character
 */
public record Span(String file, int line, int column, int endLine, int endColumn) {

  /** The first character of a file, for what concerns the file as a whole. */
  public static Span ofFile(String file) {
    return new Span(file, 1, 1, 1, 1);
  }

  // Linking the methods that a record comes with takes Java 10 ms, which a short run feels.
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Span span
        && line == span.line
        && column == span.column
        && endLine == span.endLine
        && endColumn == span.endColumn
        && file.equals(span.file);
  }

  @Override
  public int hashCode() {
    return (((file.hashCode() * 31 + line) * 31 + column) * 31 + endLine) * 31 + endColumn;
  }

  @Override
  public String toString() {
    return file + ":" + line + ":" + column;
  }
}
