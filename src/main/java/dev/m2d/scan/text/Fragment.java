package dev.m2d.scan.text;

import dev.m2d.diagnostic.Span;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Text that was taken out of a file, perhaps unescaped or unfolded, where each character still
 * knows where it stands.
 */
public final class Fragment {

  private final SourceText source;
  private final String text;
  private final int shift;
  private final int @Nullable [] offsets;

  private Fragment(SourceText source, String text, int shift, int @Nullable [] offsets) {
    this.source = source;
    this.text = text;
    this.shift = shift;
    this.offsets = offsets;
  }

  /** A whole file. */
  public static Fragment of(SourceText source) {
    return new Fragment(source, source.text(), 0, null);
  }

  /**
   * Text whose character `i` stands at `offsets[i]` of the file.
   *
   * @param offsets one more than the text has characters
   */
  public static Fragment of(SourceText source, String text, int[] offsets) {
    if (offsets.length != text.length() + 1) {
      throw new IllegalArgumentException("a place for every character, and the end");
    }
    return new Fragment(source, text, 0, offsets);
  }

  /** Text of which only the place as a whole is known. */
  public static Fragment at(SourceText source, String text, int offset) {
    int[] offsets = new int[text.length() + 1];
    Arrays.fill(offsets, offset);
    return new Fragment(source, text, 0, offsets);
  }

  /** The file it is of. */
  public SourceText source() {
    return source;
  }

  /** The text. */
  public String text() {
    return text;
  }

  /** A part of it. */
  public Fragment slice(int start, int end) {
    String part = text.substring(start, end);
    return offsets == null
        ? new Fragment(source, part, shift + start, null)
        : new Fragment(source, part, 0, Arrays.copyOfRange(offsets, start, end + 1));
  }

  /** Where a character stands in the file. */
  public int offset(int index) {
    return offsets == null ? shift + index : offsets[Math.min(index, text.length())];
  }

  /** The place of its characters from `start` up to `end`. */
  public Span span(int start, int end) {
    int last = end > start ? offset(end - 1) + 1 : offset(start);
    return source.span(offset(start), Math.max(last, offset(start)));
  }

  /** The place of its first character, for what concerns it as a whole. */
  public Span span() {
    return span(0, text.length());
  }
}
