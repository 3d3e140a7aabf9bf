package dev.m2d.compare.schema;

import dev.m2d.compare.canon.Adjustment;
import dev.m2d.compare.canon.ColumnType;
import dev.m2d.compare.canon.Encoder;
import dev.m2d.compare.canon.Encoders;
import dev.m2d.compare.canon.Leniency;
import dev.m2d.compare.canon.RunWindow;
import dev.m2d.compare.contract.ColumnRule;
import dev.m2d.compare.contract.ColumnRule.Kind;
import dev.m2d.compare.contract.ColumnRule.Modifiers;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;

/**
 * What writes the values of a column so that those that its rule calls equal have equal bytes.
 *
 * @param rule of the column
 * @param own type of the column on this side
 * @param other type of the column on the other side
 * @param isLeft which side it is
 */
public record RuleEncoder(ColumnRule rule, ColumnType own, ColumnType other, boolean isLeft) {

  /** The encoder without any rule. */
  public Encoder exact() {
    return Encoders.of(own, other);
  }

  /**
   * The encoder.
   *
   * @param window when the run of this side wrote; without one only presence counts for times of
   *     runs
   * @param outside told of each value outside of it
   * @param ranks for the rule `rank` the place of each value
   */
  public Encoder of(Optional<RunWindow> window, LongAdder outside, Map<String, Integer> ranks) {
    return switch (rule.kind()) {
      case DROP -> Leniency.NOTHING;
      case PRESENCE -> Leniency.PRESENCE;
      case RANK -> Leniency.ranked(exact(), ranks);
      case WITHIN_RUN ->
          window.map(w -> Leniency.within(exact(), w, isLeft, outside)).orElse(Leniency.PRESENCE);
      case TOLERANCE -> Leniency.measured(adjusted(exact()), own);
      case AS -> {
        ColumnType as = Types.of(rule.as());
        yield adjusted(Encoders.of(as, as));
      }
      case EXACT, UNORDERED ->
          // Noise that is subtracted afterwards must not decide here.
          rule.modifiers().isStatistical() ? Leniency.PRESENCE : adjusted(exact());
    };
  }

  private Encoder adjusted(Encoder encoder) {
    Modifiers m = rule.modifiers();
    return Leniency.adjusted(
        encoder,
        new Adjustment(
            m.isNormalized(),
            m.naiveAs().isEmpty()
                ? Optional.empty()
                : Optional.of(ZoneOffset.of(m.naiveAs().equals("UTC") ? "Z" : m.naiveAs())),
            m.precision(),
            m.truncates(),
            m.isZeroSigned(),
            rule.kind() == Kind.UNORDERED,
            rule.kind() == Kind.AS && rule.as().equals("timestamp")));
  }
}
