package dev.m2d.compare.gate;

import dev.m2d.compare.bundle.JudgedPair;
import dev.m2d.compare.bundle.Scenario;
import dev.m2d.compare.bundle.StoredVerdict;
import dev.m2d.compare.contract.DayKind;
import dev.m2d.compare.contract.Gate;
import dev.m2d.compare.contract.StreamContract;
import dev.m2d.compare.contract.StreamContract.LoadMethod;
import dev.m2d.compare.contract.StreamContract.ReplicationMethod;
import dev.m2d.compare.gate.Block.Kind;
import dev.m2d.compare.verdict.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What one stream still has to show. */
final class StreamConditions {

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
    int needed = 0;
    if (stream.loadMethod().equals(Optional.of(LoadMethod.APPEND_ONLY))) {
      needed = gate.consecutiveCleanAppend();
    }
    if (stream.replicationMethod().equals(Optional.of(ReplicationMethod.LOG_BASED))) {
      needed = Math.max(needed, gate.consecutiveCleanLogBased());
    }
    return needed > 0 ? needed : gate.consecutiveClean();
  }

  /** What blocks the cut-over. */
  List<Block> blocks() {
    said("look at its report");
    int live = streak.live().size();
    if (live < needed()) {
      int open = needed() - live;
      add(
          Kind.PAIRS,
          live
              + " of "
              + needed()
              + " clean pairs in a row with each side at its source: run "
              + open
              + (open == 1 ? " more pair" : " more pairs")
              + " with `--mode live`");
    }
    for (String scenario : gate.require()) {
      if (!scenario.equals("mutation") && !streak.scenarios().contains(scenario)) {
        add(Kind.SCENARIO, "no clean pair of the scenario `" + scenario + "`" + killed(scenario));
      }
    }
    days();
    volume();
    freshness();
    return blocks;
  }

  /** A pair of a job kills one target only. */
  private String killed(String scenario) {
    return streak.clean().stream().anyMatch(p -> p.manifest().scenario().word().equals(scenario))
        ? " in which its own target was killed: run one with `--pipeline`"
        : "";
  }

  private void days() {
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
    for (DayKind kind : gate.includeDays()) {
      if (streak.days().stream().noneMatch(kind::includes)) {
        add(
            Kind.DAYS,
            "none of the clean pairs is of " + kind.text() + " (UTC): run one on such a day");
      }
    }
  }

  /** What blocks once the new side has taken over. */
  List<Block> afterCutOver() {
    said("look at its report, and go back to the old side by removing `cut_over` if it is right");
    return blocks;
  }

  private void said(String advice) {
    if (streak.isDifferent()) {
      String pair = streak.last().map(p -> p.manifest().pair()).orElse("");
      add(Kind.DIFFERENT, "a difference was found, up to `" + pair + "`: " + advice);
    }
    if (streak.inconclusive() > 0 && streak.inconclusive() >= gate.alertAfter()) {
      add(
          Kind.INCONCLUSIVE,
          "the last " + streak.inconclusive() + " pairs proved nothing: look at their reports");
    }
  }

  private void add(Kind kind, String message) {
    blocks.add(new Block(kind, List.of(stream.name()), message));
  }

  private void freshness() {
    Optional<JudgedPair> last = streak.lastClean();
    if (last.isPresent()) {
      Duration age = Duration.between(last.get().manifest().endedAt(), terms.now());
      if (age.plusMinutes(gate.clockSkewMinutes()).isNegative()) {
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
      // What proved nothing, or was wrong, is not usual.
      if (!evidence.verdict(pair, stream.name()).equals(Optional.of(Verdict.EQUAL))) {
        continue;
      }
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
        new ArrayList<>(
            rows.subList(Math.max(0, rows.size() - 1 - gate.volumePairs()), rows.size() - 1));
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
