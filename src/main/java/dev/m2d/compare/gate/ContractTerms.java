package dev.m2d.compare.gate;

import dev.m2d.compare.bundle.JudgedPair;
import dev.m2d.compare.bundle.StoredVerdict;
import dev.m2d.compare.contract.ColumnRule;
import dev.m2d.compare.contract.Contract;
import dev.m2d.compare.contract.KnownDifference;
import dev.m2d.compare.contract.StreamContract;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Whether the leniency of the contract is in order. */
final class ContractTerms {

  /** Columns of the Singer SDK: their rules are generated, and nobody has to answer for them. */
  private static final String SINGER = "_sdc_";

  private final Contract contract;
  private final Optional<LocalDate> today;
  private final List<Block> blocks = new ArrayList<>();

  ContractTerms(Terms terms) {
    this.contract = terms.contract();
    this.today = Optional.of(terms.now().atZone(ZoneOffset.UTC).toLocalDate());
  }

  /** What blocks. */
  List<Block> blocks(Evidence evidence) {
    contract.columns().forEach((column, rule) -> rule(List.of(), column, rule));
    for (StreamContract stream : contract.streams().values()) {
      stream.columns().forEach((column, rule) -> rule(List.of(stream.name()), column, rule));
      stream
          .mayWiden()
          .forEach(
              (column, terms) ->
                  terms(List.of(stream.name()), "the wider type of `" + column + "`", terms));
    }
    maxRows();
    for (KnownDifference known : contract.known()) {
      terms(List.of(known.stream()), "the known difference `" + known.id() + "`", known.terms());
    }
    contract.gate().waivers().forEach(w -> terms(List.of(), w.text(), w.terms()));
    share(evidence);
    return blocks;
  }

  private void maxRows() {
    if (contract.gate().maxRows().rows() > 0) {
      terms(List.of(), "`max_rows` of all streams", contract.gate().maxRows().terms());
    }
    for (StreamContract stream : contract.streams().values()) {
      stream
          .maxRows()
          .filter(limit -> limit.rows() > 0)
          .ifPresent(limit -> terms(List.of(stream.name()), "`max_rows`", limit.terms()));
    }
  }

  private void rule(List<String> stream, String column, ColumnRule rule) {
    if (!rule.isExact()) {
      String what = "the rule `" + rule.text() + "` of `" + column + "`";
      if (column.startsWith(SINGER) && rule.terms().owner().isEmpty()) {
        expiry(stream, what, rule.terms());
      } else {
        terms(stream, what, rule.terms());
      }
    }
  }

  private void terms(List<String> stream, String what, dev.m2d.compare.contract.Terms terms) {
    if (terms.owner().isEmpty()) {
      blocks.add(
          new Block(
              Block.Kind.CONTRACT, stream, what + " has no `owner`: name who answers for it"));
    }
    expiry(stream, what, terms);
  }

  private void expiry(List<String> stream, String what, dev.m2d.compare.contract.Terms terms) {
    if (terms.isExpired(today)) {
      blocks.add(
          new Block(
              Block.Kind.CONTRACT,
              stream,
              what
                  + " was for the time until "
                  + terms.until().orElseThrow()
                  + ": remove it, or say why it stays and for how long"));
    }
  }

  /** How many of the compared columns have a known difference. */
  private void share(Evidence evidence) {
    Map<String, List<String>> columns = new TreeMap<>();
    for (JudgedPair pair : evidence.currentPairs()) {
      evidence
          .verdict(pair)
          .ifPresent(v -> v.streams().forEach((name, s) -> columns.put(name, s.columns())));
    }
    int all = columns.values().stream().mapToInt(List::size).sum();
    Set<String> known = new HashSet<>();
    contract.known().forEach(k -> known.add(k.stream() + "." + k.column()));
    double share = all == 0 ? 0 : (double) known.size() / all;
    if (share > contract.gate().knownMax()) {
      blocks.add(
          new Block(
              Block.Kind.KNOWN_DIFFERENCES,
              List.of(),
              known.size()
                  + " of "
                  + all
                  + " columns have a known difference, "
                  + percent(share)
                  + " where "
                  + percent(contract.gate().knownMax())
                  + " are allowed: mend some of them"));
    }
  }

  static String percent(double share) {
    BigDecimal value = BigDecimal.valueOf(share).movePointRight(2);
    return value.setScale(1, RoundingMode.HALF_UP).stripTrailingZeros().toPlainString() + " %";
  }

  /** Rules that no pair has needed. */
  List<String> unused(Evidence evidence) {
    Map<String, Boolean> needed = new TreeMap<>();
    int pairs = 0;
    for (JudgedPair pair : evidence.currentPairs()) {
      Optional<StoredVerdict> verdict = evidence.verdict(pair);
      pairs += verdict.isPresent() ? 1 : 0;
      for (StoredVerdict.Rule rule : verdict.map(StoredVerdict::rules).orElse(List.of())) {
        if (!rule.column().startsWith(SINGER)) {
          needed.merge(
              "`" + rule.rule() + "` of `" + rule.stream() + "`.`" + rule.column() + "`",
              rule.isNeeded(),
              Boolean::logicalOr);
        }
      }
    }
    if (pairs < contract.gate().consecutiveClean()) {
      return List.of();
    }
    String times = " was needed in none of " + pairs + " pairs: remove it";
    return needed.entrySet().stream()
        .filter(e -> !e.getValue())
        .map(e -> "the rule " + e.getKey() + times)
        .toList();
  }
}
