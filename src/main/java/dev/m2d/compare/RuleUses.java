package dev.m2d.compare;

import dev.m2d.compare.Result.KnownUse;
import dev.m2d.compare.Result.RuleUse;
import dev.m2d.compare.StreamComparison.Outcome;
import dev.m2d.compare.contract.ColumnRule;
import dev.m2d.compare.contract.Contract;
import dev.m2d.compare.contract.KnownDifference;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Collects what became of the rules and known differences of a contract. */
final class RuleUses {

  private final Contract contract;
  private final Optional<LocalDate> today;
  private final List<RuleUse> rules = new ArrayList<>();
  private final List<KnownUse> known = new ArrayList<>();
  private final Set<String> met = new HashSet<>();

  /**
   * Nothing was used yet.
   *
   * @param today the day on which the run ended
   */
  RuleUses(Contract contract, Optional<LocalDate> today) {
    this.contract = contract;
    this.today = today;
  }

  /** Adds a stream. */
  void add(StreamPlan plan, Outcome outcome) {
    String stream = plan.name();
    Set<String> here = new HashSet<>();
    for (int i = 0; i < outcome.left().counts().size(); i++) {
      RuleCount left = outcome.left().counts().get(i);
      RuleCount right = outcome.right().counts().get(i);
      ColumnPair pair = outcome.pairs().get(left.column());
      here.add(pair.name());
      here.add(pair.right().name());
      rules.add(
          use(
              stream,
              pair.name(),
              pair.rule(),
              Math.max(left.cells(), right.cells()),
              left.differs(right)));
    }
    met.addAll(here);
    plan.contract()
        .columns()
        .forEach(
            (column, rule) -> {
              if (!here.contains(column) && !rule.isExact()) {
                rules.add(use(stream, column, rule, 0, false));
              }
            });
    for (KnownDifference difference : plan.known()) {
      known.add(use(difference, outcome.known()));
    }
  }

  /** Columns whose rule was needed. */
  static List<String> needed(Outcome outcome) {
    List<String> columns = new ArrayList<>();
    for (int i = 0; i < outcome.left().counts().size(); i++) {
      RuleCount left = outcome.left().counts().get(i);
      ColumnPair pair = outcome.pairs().get(left.column());
      if (pair.rule().kind() != ColumnRule.Kind.DROP
          && left.differs(outcome.right().counts().get(i))) {
        columns.add(pair.name());
      }
    }
    return columns;
  }

  private RuleUse use(String stream, String column, ColumnRule rule, long used, boolean isNeeded) {
    return new RuleUse(
        stream,
        column,
        rule.text(),
        used,
        isNeeded,
        rule.terms().expired(today),
        rule.terms().reason(),
        rule.terms().owner(),
        rule.terms().until().map(LocalDate::toString));
  }

  private KnownUse use(KnownDifference difference, Map<String, Long> used) {
    return new KnownUse(
        difference.id(),
        difference.stream(),
        difference.column(),
        used.getOrDefault(difference.id(), 0L),
        difference.terms().expired(today),
        difference.terms().reason().orElse(""),
        difference.terms().owner(),
        difference.terms().until().map(LocalDate::toString));
  }

  /** All rules, with those for every stream that met no column. */
  List<RuleUse> rules() {
    List<RuleUse> all = new ArrayList<>(rules);
    contract
        .columns()
        .forEach(
            (column, rule) -> {
              if (!met.contains(column) && !rule.isExact()) {
                all.add(use("*", column, rule, 0, false));
              }
            });
    return all;
  }

  /** All known differences of the streams. */
  List<KnownUse> known() {
    return known;
  }
}
