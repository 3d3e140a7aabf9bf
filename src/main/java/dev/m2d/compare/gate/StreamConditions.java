package dev.m2d.compare.gate;

import dev.m2d.compare.bundle.JudgedPair;
import dev.m2d.compare.bundle.Scenario;
import dev.m2d.compare.bundle.StoredVerdict;
import dev.m2d.compare.contract.Gate;
import dev.m2d.compare.contract.StreamContract;
import dev.m2d.compare.contract.StreamContract.LoadMethod;
import dev.m2d.compare.gate.Block.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What one stream still has to show. */
final class StreamConditions {

  /** A row appended twice shows only once the bookmark has stood still for some runs. */
  private static final int FOR_APPENDING = 2;

  private static final int ALERT = 3;
  private static final int USUAL = 10;

  /** How far the clocks of two machines may be apart. */
  private static final Duration CLOCKS = Duration.ofMinutes(5);

  private final Evidence evidence;
  private final Terms terms;
  private final Gate gate;
  private final StreamContract stream;
  private final Streak streak;
  private final List<Block> blocks = new ArrayList<>();

  StreamConditions(Evidence evidence, Terms terms, String name, Streak streak) {
    this.evidence = evidence;
    this.terms = terms;
    this.gate = terms.contract().gate();
    this.stream = terms.contract().stream(name);
    this.streak = streak;
  }

  /** Clean pairs in a row that it must have. */
  int needed() {
    boolean appends = stream.loadMethod().equals(Optional.of(LoadMethod.APPEND_ONLY));
    return gate.consecutiveClean() * (appends ? FOR_APPENDING : 1);
  }

  List<Block> blocks() {
    if (streak.isDifferent()) {
      String pair = streak.last().map(p -> p.manifest().pair()).orElse("");
      add(Kind.DIFFERENT, "a difference was found, up to `" + pair + "`: look at its report");
    }
    if (streak.inconclusive() >= ALERT) {
      add(
          Kind.INCONCLUSIVE,
          "the last " + streak.inconclusive() + " pairs proved nothing: look at their reports");
    }
    int clean = streak.clean().size();
    if (clean < needed()) {
      add(
          Kind.PAIRS,
          clean
              + " of "
              + needed()
              + " clean pairs in a row: run "
              + (needed() - clean)
              + (needed() - clean == 1 ? " more pair" : " more pairs"));
    }
    for (String scenario : gate.require()) {
      if (!scenario.equals("mutation") && !streak.scenarios().contains(scenario)) {
        add(Kind.SCENARIO, "no clean pair of the scenario `" + scenario + "`");
      }
    }
    int days = streak.days().size();
    if (days < gate.minDays()) {
      add(
          Kind.DAYS,
          "the clean pairs are of "
              + days
              + (days == 1 ? " day" : " days")
              + ", and must be of "
              + gate.minDays());
    }
    volume();
    freshness();
    return blocks;
  }

  private void add(Kind kind, String message) {
    blocks.add(new Block(kind, List.of(stream.name()), message));
  }

  private void freshness() {
    Optional<JudgedPair> last = streak.lastClean();
    if (last.isPresent()) {
      Duration age = Duration.between(last.get().manifest().endedAt(), terms.now());
      if (age.plus(CLOCKS).isNegative()) {
        add(
            Kind.FRESHNESS,
            "the last clean pair ended after the time at which the gate judges: look at the clocks,"
                + " or leave out `--now`");
      } else if (age.compareTo(Duration.ofHours(gate.maxAgeHours())) > 0) {
        add(
            Kind.FRESHNESS,
            "the last clean pair is "
                + age.toHours()
                + " hours old, where "
                + gate.maxAgeHours()
                + " are allowed: run another pair");
      }
    }
  }

  /** What a pair loads depends on what it tries, so each scenario has a usual volume of its own. */
  private void volume() {
    Map<Scenario, List<Long>> volumes = new EnumMap<>(Scenario.class);
    for (JudgedPair pair : evidence.pairs()) {
      evidence
          .verdict(pair)
          .map(StoredVerdict::streams)
          .flatMap(s -> Optional.ofNullable(s.get(stream.name())))
          .ifPresent(
              s ->
                  volumes
                      .computeIfAbsent(pair.manifest().scenario(), k -> new ArrayList<>())
                      .add(s.rows()));
    }
    if (streak.clean().isEmpty()) {
      return;
    }
    long most = volumes.values().stream().flatMap(List::stream).max(Long::compare).orElse(0L);
    if (most < gate.minRows() && !stream.mayBeEmpty()) {
      add(
          Kind.VOLUME,
          "no pair has compared "
              + gate.minRows()
              + (gate.minRows() == 1 ? " row" : " rows")
              + ": run a pair with data, or say `may_be_empty`");
    }
    volumes.forEach(this::volume);
  }

  private void volume(Scenario scenario, List<Long> rows) {
    long last = rows.get(rows.size() - 1);
    List<Long> before =
        new ArrayList<>(rows.subList(Math.max(0, rows.size() - 1 - USUAL), rows.size() - 1));
    if (before.isEmpty()) {
      return;
    }
    before.sort(null);
    long usual = before.get(before.size() / 2);
    if (last < gate.volumeMin() * usual) {
      add(
          Kind.VOLUME,
          "the last pair of `"
              + scenario.word()
              + "` has compared "
              + last
              + " rows, and "
              + usual
              + " are usual: run one with the usual data");
    }
  }
}
