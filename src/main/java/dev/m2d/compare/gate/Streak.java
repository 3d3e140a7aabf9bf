package dev.m2d.compare.gate;

import dev.m2d.compare.bundle.JudgedPair;
import dev.m2d.compare.bundle.Mode;
import dev.m2d.compare.bundle.Scenario;
import dev.m2d.compare.verdict.Verdict;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * The clean pairs of one stream, within some days, since something last went wrong or was changed.
 * A difference and a change begin it anew; a pair that proves nothing is neither counted nor held
 * against it.
 */
final class Streak {

  private final String stream;
  private final List<JudgedPair> clean = new ArrayList<>();
  private Optional<JudgedPair> last = Optional.empty();
  private Verdict lastSaid = Verdict.INCONCLUSIVE;
  private int inconclusive;
  private final List<Reset> resets = new ArrayList<>();
  private int inARow;
  private String schema = "";

  private Streak(String stream) {
    this.stream = stream;
  }

  /**
   * Clean pairs in a row that count no more.
   *
   * @param pair with which that came to light
   * @param lost how many they were
   */
  record Reset(JudgedPair pair, int lost, String why) {}

  static Streak of(Evidence evidence, String stream, Predicate<LocalDate> days) {
    Streak streak = new Streak(stream);
    for (int i = 0; i < evidence.pairs().size(); i++) {
      JudgedPair pair = evidence.pairs().get(i);
      Optional<Verdict> verdict = evidence.verdict(pair, stream);
      if (verdict.isPresent() && days.test(day(pair))) {
        streak.add(pair, verdict.get(), evidence.current().get(i));
      }
    }
    return streak;
  }

  private void add(JudgedPair pair, Verdict verdict, boolean isCurrent) {
    last.flatMap(before -> Evidence.change(before, pair)).ifPresent(why -> reset(pair, why));
    last = Optional.of(pair);
    String found = pair.schemas().getOrDefault(stream, "");
    // A pair that tries a new column has it in its own schema only.
    if (!found.isEmpty() && pair.manifest().scenario() != Scenario.NEW_COLUMN) {
      if (!schema.isEmpty() && !schema.equals(found)) {
        reset(pair, "other columns");
      }
      schema = found;
    }
    if (verdict == Verdict.DIFFERENT) {
      reset(pair, "a difference");
    } else if (verdict == Verdict.EQUAL) {
      inARow++;
    }
    if (!isCurrent) {
      clean.clear();
      inconclusive = 0;
      lastSaid = Verdict.INCONCLUSIVE;
      return;
    }
    switch (verdict) {
      case EQUAL -> {
        clean.add(pair);
        inconclusive = 0;
        lastSaid = verdict;
      }
      case DIFFERENT -> {
        inconclusive = 0;
        lastSaid = verdict;
      }
      case INCONCLUSIVE -> inconclusive++;
    }
  }

  private void reset(JudgedPair pair, String why) {
    clean.clear();
    if (inARow > 0) {
      resets.add(new Reset(pair, inARow, why));
    }
    inARow = 0;
  }

  /** How often it began anew, the first time first. */
  List<Reset> resets() {
    return List.copyOf(resets);
  }

  /** The day on which a pair was captured, in UTC. */
  static LocalDate day(JudgedPair pair) {
    return pair.manifest().startedAt().atZone(ZoneOffset.UTC).toLocalDate();
  }

  List<JudgedPair> clean() {
    return List.copyOf(clean);
  }

  /** Those in which each side was at its source: what was played says nothing of taps. */
  List<JudgedPair> live() {
    return clean.stream().filter(p -> p.manifest().mode() == Mode.LIVE).toList();
  }

  Optional<JudgedPair> last() {
    return last;
  }

  /** The last clean pair; one with played input where there is no other. */
  Optional<JudgedPair> lastClean() {
    List<JudgedPair> of = live().isEmpty() ? clean : live();
    return of.isEmpty() ? Optional.empty() : Optional.of(of.get(of.size() - 1));
  }

  /** Whether the last pair that said anything found a difference. */
  boolean isDifferent() {
    return lastSaid == Verdict.DIFFERENT;
  }

  /** How many pairs in a row have proved nothing. */
  int inconclusive() {
    return inconclusive;
  }

  Set<String> scenarios() {
    Set<String> found = new TreeSet<>();
    clean.stream()
        .filter(p -> p.manifest().tries(stream))
        .forEach(p -> found.add(p.manifest().scenario().word()));
    return found;
  }

  /** The days of the live ones. */
  Set<LocalDate> days() {
    Set<LocalDate> found = new TreeSet<>();
    live().forEach(p -> found.add(day(p)));
    return found;
  }
}
