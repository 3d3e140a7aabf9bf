package dev.m2d.compare.selftest;

import dev.m2d.compare.BundleComparison;
import dev.m2d.compare.Options;
import dev.m2d.compare.bundle.Bundle;
import dev.m2d.compare.contract.Contract;
import dev.m2d.compare.selftest.SelftestResult.Outcome;
import dev.m2d.compare.selftest.SelftestResult.Trial;
import dev.m2d.compare.verdict.Verdict;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

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

  /** Tries all faults. */
  public SelftestResult run() throws IOException, InterruptedException {
    Mutant mutant = Mutant.of(bundle, options.temporary().resolve("mutant"));
    List<Trial> trials = new ArrayList<>();
    for (Fault fault : Fault.values()) {
      Optional<String> where = new Injection(bundle, contract, mutant).inject(fault);
      Outcome outcome = Outcome.DOES_NOT_APPLY;
      if (where.isPresent()) {
        Verdict verdict = new BundleComparison(mutant.open(), contract, options).run().verdict();
        outcome = verdict == Verdict.DIFFERENT ? Outcome.FOUND : Outcome.MISSED;
      }
      trials.add(new Trial(fault, outcome, where));
      mutant.restore();
    }
    return new SelftestResult(bundle.manifest().pair(), contract.sha256(), trials);
  }
}
