package dev.m2d.compare.contract;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A difference that people know of and accept for a while.
 *
 * @param left what stands on the left; empty for any value
 * @param right what stands on the right; empty for any value
 */
public record KnownDifference(
    String id, String stream, String column, Optional<Is> left, Optional<Is> right, Terms terms) {

  /** One value; null for no value. */
  public record Is(@Nullable String value) {

    boolean matches(@Nullable String other) {
      return value == null ? other == null : value.equals(other);
    }
  }

  /** Whether two values of the column differ in this way. */
  public boolean matches(@Nullable String from, @Nullable String to) {
    return left.map(l -> l.matches(from)).orElse(true)
        && right.map(r -> r.matches(to)).orElse(true);
  }
}
