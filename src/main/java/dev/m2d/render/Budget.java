package dev.m2d.render;

import java.io.IOException;
import java.io.Writer;

/**
 * How much overrides may make in a run: so much more than the built-ins that no real one notices,
 * and little enough that loops within loops end soon.
 */
final class Budget {

  private static final long EXTRA = 20_000_000;
  private static final long TIMES = 10;

  /** A template may make that much more before the next value stops it. */
  private static final long SLACK = 1_000_000;

  private long characters = EXTRA;
  private long steps = EXTRA;
  private boolean isCounting;
  private boolean isSpent;

  /** Counts from here on, with what the built-in of the same file may take added. */
  void begin(long builtInLength) {
    isCounting = true;
    isSpent = false;
    characters += builtInLength * TIMES;
    steps += builtInLength * TIMES;
  }

  /** Counts no more: built-ins take what they take. */
  void end() {
    isCounting = false;
  }

  /** Takes one step of rendering; whether there was one left. */
  boolean step() {
    if (!isCounting) {
      return true;
    }
    isSpent |= --steps < 0 || characters < 0;
    return !isSpent;
  }

  boolean isSpent() {
    return isSpent;
  }

  /** What there was too much of. */
  String what() {
    return steps < 0 ? "more than 20 million steps" : "more than 20 million characters";
  }

  /** Counts what is written. */
  Writer counting(Writer out) {
    return new Writer() {
      @Override
      public void write(char[] text, int from, int length) throws IOException {
        characters -= length;
        if (characters < -SLACK) {
          isSpent = true;
          throw new IOException("too much");
        }
        out.write(text, from, length);
      }

      @Override
      public void flush() {}

      @Override
      public void close() {}
    };
  }
}
