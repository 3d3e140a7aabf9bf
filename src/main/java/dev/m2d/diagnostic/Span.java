package dev.m2d.diagnostic;

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

  @Override
  public String toString() {
    return file + ":" + line + ":" + column;
  }
}
