package dev.m2d.compare.explain;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the contract says of two cells of a pair of rows. */
public interface Judge {

  /** Whether two cells of a column count as equal. */
  boolean areSame(int column, FoundRow left, FoundRow right);

  /**
   * Whether a difference of two cells is known and accepted.
   *
   * @param count how many pairs of rows have it
   */
  boolean isKnown(int column, @Nullable String left, @Nullable String right, long count);

  /** Whether a row that one side has more often may have been sent once more. */
  boolean isRepeat(FoundRow row);

  /**
   * Whether a row that only one side has was changed at the source before the other side read it,
   * and came too late to be compared there.
   *
   * @param key hashes of the cells of its key
   * @param isLeft whether only the left side has it
   */
  boolean isMoved(List<Long> key, boolean isLeft);
}
