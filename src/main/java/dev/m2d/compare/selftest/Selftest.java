package dev.m2d.compare.selftest;

import dev.m2d.compare.BundleComparison;
import dev.m2d.compare.Options;
import dev.m2d.compare.Result;
import dev.m2d.compare.StreamResult;
import dev.m2d.compare.bundle.Bundle;
import dev.m2d.compare.bundle.Manifest;
import dev.m2d.compare.contract.ColumnRule;
import dev.m2d.compare.contract.Contract;
import dev.m2d.compare.contract.StreamContract.Duplicates;
import dev.m2d.compare.multiset.SpillException;
import dev.m2d.compare.selftest.SelftestResult.Outcome;
import dev.m2d.compare.selftest.SelftestResult.Trial;
import dev.m2d.compare.verdict.Part;
import dev.m2d.compare.verdict.Verdict;
import java.io.IOException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Puts each fault into a copy of a pair, one at a time, and looks whether the comparison finds it.
 */
public final class Selftest {

  private final Bundle bundle;
  private final Contract contract;
  private final Options options;

  /** A test of an equal pair with both sides. */
  public Selftest(Bundle bundle, Contract contract, Options options) {
    this.bundle = bundle;
    this.contract = contract;
    this.options = options;
  }

  /** The verdict on the pair as it is: faults can be told apart from it only when it is equal. */
  public Verdict before() throws IOException, InterruptedException {
    return new BundleComparison(bundle, contract, options).run().verdict();
  }

  /** Tries all faults: on what the pair has, else on what is planted into all of its sides. */
  public SelftestResult run() throws IOException, InterruptedException {
    Map<Fault, Trial> trials = new EnumMap<>(Fault.class);
    Mutant mutant = copy(bundle, "mutant");
    for (Fault fault : Fault.values()) {
      trials.put(fault, trial(fault, bundle, mutant, false));
    }
    mutant.delete();
    if (trials.values().stream().anyMatch(t -> t.outcome() == Outcome.DOES_NOT_APPLY)) {
      planted(trials);
    }
    return new SelftestResult(
        bundle.manifest().pair(), contract.sha256(), List.copyOf(trials.values()));
  }

  private void planted(Map<Fault, Trial> trials) throws IOException, InterruptedException {
    Mutant copy = copy(bundle, "planted");
    writing("planted", () -> new Planting(bundle, contract, copy, options.dialects()).plant());
    Bundle planted = copy.open();
    if (new BundleComparison(planted, contract, options).run().verdict() == Verdict.EQUAL) {
      Mutant mutant = copy(planted, "mutant");
      for (Trial without : List.copyOf(trials.values())) {
        if (without.outcome() == Outcome.DOES_NOT_APPLY) {
          trials.put(without.fault(), trial(without.fault(), planted, mutant, true));
        }
      }
      mutant.delete();
    }
    copy.delete();
  }

  private Trial trial(Fault fault, Bundle of, Mutant mutant, boolean isPlanted)
      throws IOException, InterruptedException {
    if (isAccepted(fault)) {
      return new Trial(fault, Outcome.ACCEPTED, Optional.empty(), false);
    }
    Optional<String> where =
        writing(
            "mutant", () -> new Injection(of, contract, mutant, options.dialects()).inject(fault));
    Outcome outcome = Outcome.DOES_NOT_APPLY;
    if (where.isPresent()) {
      Result result = new BundleComparison(mutant.open(), contract, options).run();
      outcome = isFound(fault, where.get(), result) ? Outcome.FOUND : Outcome.MISSED;
    }
    mutant.restore();
    return new Trial(fault, outcome, where, isPlanted && where.isPresent());
  }

  private Mutant copy(Bundle of, String name) throws IOException {
    return writing(name, () -> Mutant.of(of, options.temporary().resolve(name)));
  }

  /** Something that writes into a copy, which there may be no room for. */
  @FunctionalInterface
  private interface Writing<T> {
    T run() throws IOException;
  }

  private <T> T writing(String name, Writing<T> what) throws SpillException {
    try {
      return what.run();
    } catch (IOException e) {
      throw new SpillException(options.temporary().resolve(name), e);
    }
  }

  /** Whether the contract accepts the fault wherever it is put. */
  private boolean isAccepted(Fault fault) {
    Stream<String> names = bundle.manifest().streams().stream().map(Manifest.Stream::name);
    return switch (fault) {
      case DUPLICATE_ROW ->
          names.allMatch(s -> contract.stream(s).duplicates() == Duplicates.ALLOW);
      case UNDELETE ->
          names.allMatch(s -> contract.rule(s, RowFaults.DELETED).kind() == ColumnRule.Kind.DROP);
      default -> false;
    };
  }

  /** A difference elsewhere than where the fault was put does not find it. */
  private static boolean isFound(Fault fault, String where, Result result) {
    Stream<Verdict> there =
        fault == Fault.BOOKMARK_AHEAD
            ? result.parts().stream().filter(p -> p.name().equals("state")).map(Part::verdict)
            : result.streams().stream()
                .filter(s -> s.name().equals(where))
                .map(StreamResult::verdict);
    return result.verdict() == Verdict.DIFFERENT && there.anyMatch(v -> v == Verdict.DIFFERENT);
  }
}
