package dev.m2d.compare;

import dev.m2d.compare.canon.ColumnType;
import dev.m2d.compare.canon.Encoder;
import dev.m2d.compare.canon.RunWindow;
import dev.m2d.compare.contract.ColumnRule;
import dev.m2d.compare.schema.RuleEncoder;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;

/**
 * A column that both sides have.
 *
 * @param name its name on the left
 * @param rule how its values are compared
 * @param left how the left side is read
 * @param right how the right side is read
 */
record ColumnPair(String name, ColumnRule rule, OneColumn left, OneColumn right) {

  /**
   * The column on one side.
   *
   * @param name its name there, where case may differ
   * @param type its declared type
   * @param encoder writes its values by the rule
   * @param exact writes its values without a rule
   * @param outside counts values that break the rule by themselves
   */
  record OneColumn(
      String name, ColumnType type, Encoder encoder, Encoder exact, LongAdder outside) {}

  /**
   * A pair of columns.
   *
   * @param ranks for each side the place of each of its values; empty ones unless the rule is
   *     `rank`
   */
  static ColumnPair of(
      Columns.Named named,
      ColumnRule rule,
      ColumnType leftType,
      ColumnType rightType,
      Windows windows,
      Ranks ranks) {
    return new ColumnPair(
        named.left(),
        rule,
        one(
            named.left(),
            new RuleEncoder(rule, leftType, rightType, true),
            windows.left(),
            ranks.left()),
        one(
            named.right(),
            new RuleEncoder(rule, rightType, leftType, false),
            windows.right(),
            ranks.right()));
  }

  /** When each side wrote. */
  record Windows(Optional<RunWindow> left, Optional<RunWindow> right) {}

  /** The places of values on each side. */
  record Ranks(Map<String, Integer> left, Map<String, Integer> right) {

    static final Ranks NONE = new Ranks(Map.of(), Map.of());
  }

  private static OneColumn one(
      String name, RuleEncoder encoder, Optional<RunWindow> window, Map<String, Integer> ranks) {
    LongAdder outside = new LongAdder();
    return new OneColumn(
        name, encoder.own(), encoder.of(window, outside, ranks), encoder.exact(), outside);
  }

  OneColumn side(boolean ofLeft) {
    return ofLeft ? left : right;
  }
}
