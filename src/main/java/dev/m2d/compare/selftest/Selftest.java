package dev.m2d.compare.selftest;

import dev.m2d.compare.BundleComparison;
import dev.m2d.compare.Options;
import dev.m2d.compare.Result;
import dev.m2d.compare.StreamResult;
import dev.m2d.compare.bundle.Bundle;
import dev.m2d.compare.contract.Contract;
import dev.m2d.compare.selftest.SelftestResult.Outcome;
import dev.m2d.compare.selftest.SelftestResult.Trial;
import dev.m2d.compare.verdict.Part;
import dev.m2d.compare.verdict.Verdict;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
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

  /** Tries all faults. */
  public SelftestResult run() throws IOException, InterruptedException {
    Mutant mutant = Mutant.of(bundle, options.temporary().resolve("mutant"));
    List<Trial> trials = new ArrayList<>();
    for (Fault fault : Fault.values()) {
      Optional<String> where = new Injection(bundle, contract, mutant).inject(fault);
      Outcome outcome = Outcome.DOES_NOT_APPLY;
      if (where.isPresent()) {
        Result result = new BundleComparison(mutant.open(), contract, options).run();
        outcome = isFound(fault, where.get(), result) ? Outcome.FOUND : Outcome.MISSED;
      }
      trials.add(new Trial(fault, outcome, where));
      mutant.restore();
    }
    return new SelftestResult(bundle.manifest().pair(), contract.sha256(), trials);
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
