package dev.m2d.compare;

import dev.m2d.compare.contract.ColumnRule;
import dev.m2d.compare.contract.KnownDifference;
import dev.m2d.compare.explain.FoundRow;
import dev.m2d.compare.explain.Judge;
import dev.m2d.compare.multiset.Near;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Judges cells by the tolerances and the known differences of the contract. */
final class KnownJudge implements Judge {

  private final List<ColumnPair> pairs;
  private final List<KnownDifference> known;
  private final Map<String, Long> used = new LinkedHashMap<>();

  KnownJudge(List<ColumnPair> pairs, List<KnownDifference> known) {
    this.pairs = pairs;
    this.known = known;
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
    Near.Bound bound = new Near.Bound(rule.absolute(), rule.relative());
    return bound.holds(number(left, column), number(right, column));
  }

  /** Cells without a finite number have codes that tell them apart. */
  private static double number(FoundRow row, int column) {
    String value = row.values().get(column);
    try {
      double number = value == null ? 0 : Double.parseDouble(value);
      return Double.isFinite(number) ? number : 0;
    } catch (NumberFormatException e) {
      return 0;
    }
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
