package dev.m2d.scan.text;

import java.util.Arrays;

/** Puts a {@link Fragment} together from pieces of one file. */
public final class FragmentBuilder {

  private final SourceText source;
  private final StringBuilder text = new StringBuilder();
  private int[] offsets = new int[64];

  /** An empty fragment of that file. */
  public FragmentBuilder(SourceText source) {
    this.source = source;
  }

  /** Adds one character that stands at that offset of the file. */
  public FragmentBuilder add(char c, int offset) {
    if (text.length() + 1 >= offsets.length) {
      offsets = Arrays.copyOf(offsets, offsets.length * 2);
    }
    offsets[text.length()] = offset;
    text.append(c);
    return this;
  }

  /** Adds text all of which stands for what is at that offset. */
  public FragmentBuilder add(String piece, int offset) {
    for (int i = 0; i < piece.length(); i++) {
      add(piece.charAt(i), offset);
    }
    return this;
  }

  /** Adds a part of another fragment of the same file. */
  public FragmentBuilder add(Fragment other, int start, int end) {
    for (int i = start; i < end; i++) {
      add(other.text().charAt(i), other.offset(i));
    }
    return this;
  }

  /** What was added so far. */
  public int length() {
    return text.length();
  }

  /** The fragment. */
  public Fragment build() {
    int[] exact = Arrays.copyOf(offsets, text.length() + 1);
    exact[text.length()] = text.length() == 0 ? 0 : exact[text.length() - 1] + 1;
    return Fragment.of(source, text.toString(), exact);
  }
}
