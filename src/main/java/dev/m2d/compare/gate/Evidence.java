package dev.m2d.compare.gate;

import dev.m2d.compare.bundle.JudgedPair;
import dev.m2d.compare.bundle.Manifest;
import dev.m2d.compare.bundle.Mode;
import dev.m2d.compare.bundle.StoredVerdict;
import dev.m2d.compare.contract.RowLimit;
import dev.m2d.compare.verdict.Verdict;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;

/**
 * The pairs that the gate looks at, the oldest first, without those that only measure noise.
 *
 * @param current whether each is of the newest pair's code and plugins, and of the gate's contract
 */
record Evidence(List<JudgedPair> pairs, List<Boolean> current, Terms terms) {

  static Evidence of(List<JudgedPair> all, Terms terms) {
    List<JudgedPair> pairs = all.stream().filter(p -> p.manifest().mode() != Mode.NOISE).toList();
    Optional<Manifest.Code> code =
        all.isEmpty() ? Optional.empty() : Optional.of(all.get(all.size() - 1).manifest().code());
    List<Boolean> current =
        pairs.stream()
            .map(
                p ->
                    p.isOwn()
                        && p.contract().equals(terms.identity())
                        && code.filter(c -> isSame(c, p.manifest().code())).isPresent())
            .toList();
    return new Evidence(pairs, current, terms);
  }

  /**
   * What was known on a day: the pairs before it, by the code and the contract of the last of them.
   */
  static Evidence before(List<JudgedPair> all, LocalDate day, Terms terms) {
    List<JudgedPair> pairs = all.stream().filter(p -> Streak.day(p).isBefore(day)).toList();
    String identity = pairs.isEmpty() ? "" : pairs.get(pairs.size() - 1).contract();
    Instant now = pairs.isEmpty() ? terms.now() : pairs.get(pairs.size() - 1).manifest().endedAt();
    return of(pairs, new Terms(terms.contract(), identity, now));
  }

  /** A commit that leaves the generated project and its plugins alone changes nothing here. */
  private static boolean isSame(Manifest.Code one, Manifest.Code other) {
    return one.plugins().equals(other.plugins()) && one.generated().equals(other.generated());
  }

  /** What of that on which verdicts rest is another one than before. */
  static Optional<String> change(JudgedPair before, JudgedPair pair) {
    Manifest.Code old = before.manifest().code();
    Manifest.Code code = pair.manifest().code();
    if (!before.contract().equals(pair.contract())) {
      return Optional.of("another contract");
    }
    if (!old.plugins().equals(code.plugins())) {
      return Optional.of("other plugins");
    }
    return old.generated().equals(code.generated())
        ? Optional.empty()
        : Optional.of("another generated project");
  }

  /** The pairs of the present code and contract. */
  List<JudgedPair> currentPairs() {
    return pairs.stream().filter(p -> current.get(pairs.indexOf(p))).toList();
  }

  /** The verdict of a pair, when it is about this pair and by this contract. */
  Optional<StoredVerdict> verdict(JudgedPair pair) {
    return pair.verdict()
        .filter(v -> v.pair().equals(pair.manifest().pair()))
        .filter(v -> isOurs(pair, v.contractSha256()));
  }

  /** What the self-test of a pair came to, when it was by this contract. */
  Optional<JudgedPair.Mutation> mutation(JudgedPair pair) {
    return pair.mutation().filter(m -> isOurs(pair, m.contractSha256()));
  }

  private boolean isOurs(JudgedPair pair, String contractSha256) {
    return contractSha256.equals(pair.manifest().contractSha256())
        || contractSha256.equals(terms.contract().sha256());
  }

  /** What a stream came to in a pair; empty when the pair does not have it. */
  Optional<Verdict> verdict(JudgedPair pair, String stream) {
    if (pair.manifest().streams().stream().noneMatch(s -> s.name().equals(stream))) {
      return Optional.empty();
    }
    return Optional.of(
        verdict(pair)
            .flatMap(
                v ->
                    Optional.ofNullable(v.streams().get(stream))
                        .map(
                            s ->
                                v.ofPair() == Verdict.INCONCLUSIVE
                                    ? Verdict.INCONCLUSIVE
                                    : (isAccepted(stream, s) ? s.others() : s.verdict())
                                        .or(v.ofPair())))
            .orElse(Verdict.INCONCLUSIVE));
  }

  /** How many rows of a stream may differ without an explanation. */
  RowLimit limit(String stream) {
    return terms.contract().stream(stream).maxRows().orElse(terms.contract().gate().maxRows());
  }

  /** How many rows of a stream differ in a pair although it is clean. */
  long accepted(JudgedPair pair, String stream) {
    return verdict(pair)
        .flatMap(v -> Optional.ofNullable(v.streams().get(stream)))
        .filter(s -> isAccepted(stream, s))
        .map(StoredVerdict.OfStream::differing)
        .orElse(0L);
  }

  private boolean isAccepted(String stream, StoredVerdict.OfStream found) {
    return found.verdict() == Verdict.DIFFERENT
        && found.differing() > 0
        && found.differing() <= limit(stream).rows();
  }

  /** Whether nothing differs in a pair that counts. */
  boolean isClean(JudgedPair pair) {
    return verdict(pair)
        .filter(
            v ->
                v.overall() == Verdict.EQUAL
                    || v.ofPair() == Verdict.EQUAL
                        && !v.streams().isEmpty()
                        && v.streams().entrySet().stream()
                            .allMatch(
                                s ->
                                    s.getValue().verdict() == Verdict.EQUAL
                                        || s.getValue().others() == Verdict.EQUAL
                                            && isAccepted(s.getKey(), s.getValue())))
        .isPresent();
  }
}
