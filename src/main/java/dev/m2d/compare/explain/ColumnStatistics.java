package dev.m2d.compare.explain;

import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How often a column differs, and why. */
public final class ColumnStatistics {

  private long unequal;
  private final Map<Hint, Long> hints = new EnumMap<>(Hint.class);

  /** Counts pairs of two values that are not equal. */
  void add(@Nullable String left, @Nullable String right, long count) {
    unequal += count;
    Hint.of(left, right).ifPresent(h -> hints.merge(h, count, Long::sum));
  }

  /** Pairs of values that are not equal. */
  public long unequal() {
    return unequal;
  }

  /** For each likely cause the number of pairs; in the order of {@link Hint}. */
  public Map<Hint, Long> hints() {
    return hints;
  }
}
