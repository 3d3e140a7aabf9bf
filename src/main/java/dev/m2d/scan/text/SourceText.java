package dev.m2d.scan.text;

import dev.m2d.diagnostic.Span;
import java.util.Arrays;

/** A file's text, with lines and columns for its offsets. */
public final class SourceText {

  private final String file;
  private final String text;
  private final int[] lineStarts;
  private final int[] pairs;

  /**
   * @param file path as it is shown
   */
  public SourceText(String file, String text) {
    this.file = file;
    this.text = text;
    this.lineStarts = starts(text);
    this.pairs = pairs(text);
  }

  /** The path as it is shown. */
  public String file() {
    return file;
  }

  /** The whole text. */
  public String text() {
    return text;
  }

  /** The place of the characters from `start` up to `end`. */
  public Span span(int start, int end) {
    int from = Math.max(0, Math.min(start, text.length()));
    int to = Math.max(from, Math.min(end, text.length()));
    int first = line(from);
    int last = line(to);
    return new Span(file, first + 1, column(first, from), last + 1, column(last, to));
  }

  /** Where a line (from 1) and a column (from 1, in code points) lie in the text. */
  public int offset(int line, int column) {
    if (line < 1 || line > lineStarts.length) {
      return text.length();
    }
    int start = lineStarts[line - 1];
    int end = line < lineStarts.length ? lineStarts[line] : text.length();
    if (pairs.length == 0) {
      return Math.min(end, start + column - 1);
    }
    int available = text.codePointCount(start, end);
    return text.offsetByCodePoints(start, Math.min(column - 1, available));
  }

  private int line(int offset) {
    int found = Arrays.binarySearch(lineStarts, offset);
    return found >= 0 ? found : -found - 2;
  }

  private int column(int line, int offset) {
    int start = lineStarts[line];
    return offset - start - (before(offset) - before(start)) + 1;
  }

  /** How many surrogate pairs end before that offset. */
  private int before(int offset) {
    int found = Arrays.binarySearch(pairs, offset);
    return found >= 0 ? found : -found - 1;
  }

  private static int[] starts(String text) {
    return java.util.stream.IntStream.concat(
            java.util.stream.IntStream.of(0),
            java.util.stream.IntStream.range(0, text.length())
                .filter(i -> text.charAt(i) == '\n')
                .map(i -> i + 1))
        .toArray();
  }

  private static int[] pairs(String text) {
    return java.util.stream.IntStream.range(0, text.length())
        .filter(i -> Character.isLowSurrogate(text.charAt(i)))
        .toArray();
  }
}
