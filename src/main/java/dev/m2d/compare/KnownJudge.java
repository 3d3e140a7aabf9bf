package dev.m2d.compare;

import dev.m2d.compare.contract.ColumnRule;
import dev.m2d.compare.contract.KnownDifference;
import dev.m2d.compare.explain.FoundRow;
import dev.m2d.compare.explain.Judge;
import dev.m2d.compare.multiset.Measured;
import dev.m2d.compare.multiset.Near;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Judges cells by the tolerances and the known differences of the contract. */
final class KnownJudge implements Judge {

  private final List<ColumnPair> pairs;
  private final List<KnownDifference> known;
  private final Optional<Repeats> repeats;
  private final Optional<Lateness> lateLeft;
  private final Optional<Lateness> lateRight;
  private final Map<String, Long> used = new LinkedHashMap<>();

  /**
   * A judge.
   *
   * @param repeats what may have been repeated
   * @param lateLeft rows of the left side that came too late
   * @param lateRight those of the right side
   */
  KnownJudge(
      List<ColumnPair> pairs,
      List<KnownDifference> known,
      Optional<Repeats> repeats,
      Optional<Lateness> lateLeft,
      Optional<Lateness> lateRight) {
    this.pairs = pairs;
    this.known = known;
    this.repeats = repeats;
    this.lateLeft = lateLeft;
    this.lateRight = lateRight;
    known.forEach(k -> used.put(k.id(), 0L));
  }

  @Override
  public boolean areSame(int column, FoundRow left, FoundRow right) {
    if (left.code(column) != right.code(column)) {
      return false;
    }
    ColumnRule rule = pairs.get(column).rule();
    if (rule.kind() != ColumnRule.Kind.TOLERANCE) {
      return true;
    }
    Near.Bound bound = Near.Bound.of(rule.absolute(), rule.relative());
    return bound.holds(number(left, column), number(right, column));
  }

  /** Cells without a finite number have codes that tell them apart. */
  private static BigDecimal number(FoundRow row, int column) {
    String value = row.values().get(column);
    try {
      return value == null ? BigDecimal.ZERO : Measured.kept(new BigDecimal(value.strip()));
    } catch (NumberFormatException e) {
      return BigDecimal.ZERO;
    }
  }

  @Override
  public boolean isRepeat(FoundRow row) {
    return repeats.filter(r -> r.explain(row)).isPresent();
  }

  @Override
  public boolean isMoved(List<Long> key, boolean isLeft) {
    return (isLeft ? lateRight : lateLeft).filter(l -> l.hasKey(key)).isPresent();
  }

  @Override
  public boolean isKnown(int column, @Nullable String left, @Nullable String right, long count) {
    String name = pairs.get(column).name();
    for (KnownDifference difference : known) {
      if (difference.column().equals(name) && difference.matches(left, right)) {
        used.merge(difference.id(), count, Long::sum);
        return true;
      }
    }
    return false;
  }

  /** How many pairs of rows have each known difference. */
  Map<String, Long> used() {
    return used;
  }
}
