package dev.m2d.compare.gate;

import dev.m2d.compare.bundle.JudgedPair;
import dev.m2d.compare.contract.StreamContract;
import dev.m2d.compare.gate.Event.Kind;
import dev.m2d.compare.gate.StreamState.Reverse;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * What has happened to the streams on their way. Steps are people's: they are told, not refused.
 */
final class Events {

  private final List<JudgedPair> all;
  private final Evidence evidence;
  private final Terms terms;
  private final List<Event> events = new ArrayList<>();

  /**
   * Events of a history.
   *
   * @param all its pairs, those that measure noise too
   */
  Events(List<JudgedPair> all, Evidence evidence, Terms terms) {
    this.all = all;
    this.evidence = evidence;
    this.terms = terms;
  }

  /** The times at which a stream lost its clean pairs. */
  void resets(String stream) {
    for (Streak.Reset reset : Streak.of(evidence, stream, day -> true).resets()) {
      add(
          Kind.RESET,
          Streak.day(reset.pair()),
          stream,
          reset.lost()
              + (reset.lost() == 1 ? " clean pair counts" : " clean pairs in a row count")
              + " no more since `"
              + reset.pair().manifest().pair()
              + "`: "
              + reset.why(),
          List.of());
    }
  }

  /** The steps that people have taken with a stream. */
  void steps(String stream, Reverse reverse, boolean isGone) {
    StreamContract contract = terms.contract().stream(stream);
    List<Block> open = openBefore(stream, reverse.since());
    add(
        open.isEmpty() ? Kind.CUT_OVER : Kind.CUT_OVER_TOO_SOON,
        reverse.since(),
        stream,
        open.isEmpty() ? "cut over" : "cut over while the gate was shut",
        open);
    if (isGone) {
      LocalDate day = contract.decommissioned().orElseThrow();
      add(
          reverse.isEnough() ? Kind.DECOMMISSIONED : Kind.DECOMMISSIONED_TOO_SOON,
          day,
          stream,
          reverse.isEnough()
              ? "the old side was removed"
              : "the old side was removed before enough pairs were clean after the cut-over",
          reverse.isEnough() ? List.of() : List.of(Gatekeeper.reverseBlock(stream, reverse)));
    }
  }

  /** What was open on the eve of the cut-over, by what was known then. */
  private List<Block> openBefore(String stream, LocalDate day) {
    Evidence before = Evidence.before(all, day, terms);
    Streak streak = Streak.of(before, stream, any -> true);
    List<Block> open =
        new ArrayList<>(new StreamConditions(before, before.terms(), stream, streak).blocks());
    List<JudgedPair> known = all.stream().filter(p -> Streak.day(p).isBefore(day)).toList();
    open.addAll(new PairConditions(before).blocks(known));
    LocalDate then = before.terms().now().atZone(ZoneOffset.UTC).toLocalDate();
    Measurements measurements = new Measurements(terms.contract().gate(), then);
    measurements.speeds(before);
    open.addAll(measurements.blocks());
    open.addAll(Promises.blocks(before, terms.contract().gate()));
    open.sort(Comparator.comparing(Block::kind));
    return open.stream().map(b -> new Block(b.kind(), List.of(), b.message())).toList();
  }

  private void add(Kind kind, LocalDate day, String stream, String message, List<Block> open) {
    events.add(new Event(kind, day, List.of(stream), message, open));
  }

  /** All, the oldest first, those with the same words as one. */
  List<Event> all() {
    Map<String, Event> joined = new LinkedHashMap<>();
    for (Event event : events) {
      joined.merge(
          event.kind() + " " + event.day() + " " + event.message() + event.open(),
          event,
          (one, other) -> {
            Set<String> streams = new TreeSet<>(one.streams());
            streams.addAll(other.streams());
            return new Event(
                one.kind(), one.day(), List.copyOf(streams), one.message(), one.open());
          });
    }
    return joined.values().stream().sorted(Comparator.comparing(Event::day)).toList();
  }
}
