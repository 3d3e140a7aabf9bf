package dev.m2d.compare.explain;

import org.jspecify.annotations.Nullable;

/** What the contract says of two cells of a pair of rows. */
public interface Judge {

  /** Only equal codes are the same, and no difference is known. */
  Judge EXACT =
      new Judge() {
        @Override
        public boolean areSame(int column, FoundRow left, FoundRow right) {
          return left.code(column) == right.code(column);
        }

        @Override
        public boolean isKnown(
            int column, @Nullable String left, @Nullable String right, long count) {
          return false;
        }
      };

  /** Whether two cells of a column count as equal. */
  boolean areSame(int column, FoundRow left, FoundRow right);

  /**
   * Whether a difference of two cells is known and accepted.
   *
   * @param count how many pairs of rows have it
   */
  boolean isKnown(int column, @Nullable String left, @Nullable String right, long count);
}
