package dev.m2d.scan;

import dev.m2d.diagnostic.Span;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Puts together what a unit starts one after the other: a script that starts two others, a target
 * with what it needs. A unit that does nothing but start another one leaves it as it is.
 */
final class Sequences {

  private static final int MAX_DEPTH = 25;

  private record Start(int order, String unit, boolean once, Span program) {}

  private final Map<String, List<Start>> starts = new LinkedHashMap<>();
  private final Map<String, Unit> units = new HashMap<>();

  private final Map<String, TreeMap<Integer, Object>> items = new LinkedHashMap<>();
  private final Map<String, List<Unclear>> unclear = new HashMap<>();
  private final Map<String, Boolean> busy = new HashMap<>();

  private final List<Call> calls = new ArrayList<>();
  private final List<Step> steps = new ArrayList<>();
  private final Set<Unclear> doubts = new LinkedHashSet<>();

  /** Notes that something started this unit. */
  void started(Invocation start, Unit unit) {
    String by = start.by().name();
    if (!by.equals(unit.name())) {
      units.put(by, start.by());
      starts
          .computeIfAbsent(by, b -> new ArrayList<>())
          .add(new Start(start.order(), unit.name(), start.once(), start.program()));
    }
  }

  /** Notes that units run one after the other. */
  void add(Context.Sequence sequence) {
    units.put(sequence.by().name(), sequence.by());
    int order = 0;
    for (Unit part : sequence.parts()) {
      starts
          .computeIfAbsent(sequence.by().name(), b -> new ArrayList<>())
          .add(new Start(order++, part.name(), false, Span.ofFile("")));
    }
  }

  /** What was found, with the units that are parts of others in their places there. */
  Scan join(Findings findings, List<String> files) {
    findings.calls().forEach(c -> own(c.unit()).put(c.order(), c));
    findings.steps().forEach(s -> own(s.unit()).put(s.order(), s));
    findings.unclear().forEach(this::note);
    Set<String> busyUnits = new LinkedHashSet<>(List.copyOf(items.keySet()));
    busyUnits.addAll(unclear.keySet());
    findings.open().stream().filter(u -> isBusy(u.unit(), 0)).forEach(this::note);
    Set<String> all = new LinkedHashSet<>(busyUnits);
    all.addAll(starts.keySet());
    Set<String> parts = new HashSet<>();
    all.forEach(u -> parts(u, parts));
    Set<String> done = new HashSet<>();
    all.stream().filter(u -> !parts.contains(u)).forEach(u -> write(u, done));
    // Of units that start each other in a circle, the first has them all.
    all.stream().filter(u -> !done.contains(u)).forEach(u -> write(u, done));
    return new Scan(calls, steps, List.copyOf(doubts), files);
  }

  private Map<Integer, Object> own(String unit) {
    return items.computeIfAbsent(unit, u -> new TreeMap<>());
  }

  private void note(Unclear u) {
    unclear.computeIfAbsent(u.unit(), n -> new ArrayList<>()).add(u);
  }

  /** Whether a unit calls Meltano, or starts what does. */
  private boolean isBusy(String unit, int depth) {
    Boolean known = busy.get(unit);
    if (known != null) {
      return known;
    }
    busy.put(unit, false);
    boolean result =
        runs(unit)
            || unclear.containsKey(unit)
            || depth < MAX_DEPTH
                && starts.getOrDefault(unit, List.of()).stream()
                    .anyMatch(s -> isBusy(s.unit(), depth + 1));
    busy.put(unit, result);
    return result;
  }

  private boolean runs(String unit) {
    return items.getOrDefault(unit, new TreeMap<>()).values().stream()
        .anyMatch(i -> i instanceof Call c && c.verb().runs());
  }

  /** What it starts that calls Meltano, and where it calls Meltano, too, what goes before that. */
  private List<Start> busyStarts(String unit) {
    boolean own = runs(unit) || unclear.containsKey(unit);
    return starts.getOrDefault(unit, List.of()).stream()
        .filter(s -> isBusy(s.unit(), 0) || (own && isHidden(unit, s) && hasItems(s.unit(), 0)))
        .toList();
  }

  /** Whether no step of the unit stands for what it starts. */
  private boolean isHidden(String unit, Start start) {
    return items.getOrDefault(unit, new TreeMap<>()).values().stream()
        .noneMatch(i -> i instanceof Step s && s.at().equals(start.program()));
  }

  private boolean hasItems(String unit, int depth) {
    return !items.getOrDefault(unit, new TreeMap<>()).isEmpty()
        || depth < MAX_DEPTH
            && starts.getOrDefault(unit, List.of()).stream()
                .anyMatch(s -> hasItems(s.unit(), depth + 1));
  }

  /** Whether it puts what it starts into an order. */
  private boolean isSequence(String unit) {
    List<Start> busyStarts = busyStarts(unit);
    boolean own = runs(unit) || unclear.containsKey(unit);
    return busyStarts.size() > 1 || (own && !busyStarts.isEmpty());
  }

  /** Adds the units that are parts of this one. */
  private void parts(String unit, Set<String> into) {
    if (isSequence(unit)) {
      inner(unit, into, 0);
    }
  }

  private void inner(String unit, Set<String> into, int depth) {
    for (Start start : busyStarts(unit)) {
      if (depth < MAX_DEPTH && into.add(start.unit())) {
        inner(start.unit(), into, depth + 1);
      }
    }
  }

  private void write(String unit, Set<String> done) {
    if (!done.add(unit)) {
      return;
    }
    if (isSequence(unit)) {
      List<Object> flat = new ArrayList<>();
      flatten(unit, flat, new HashSet<>(), new LinkedHashSet<>(), done);
      UnitKind kind = Optional.ofNullable(units.get(unit)).map(Unit::kind).orElse(UnitKind.SHELL);
      for (int i = 0; i < flat.size(); i++) {
        add(flat.get(i), unit, kind, i);
      }
    } else {
      for (Object item : items.getOrDefault(unit, new TreeMap<>()).values()) {
        if (item instanceof Call c) {
          calls.add(c);
        } else if (item instanceof Step s) {
          steps.add(s);
        }
      }
      doubts.addAll(unclear.getOrDefault(unit, List.of()));
    }
  }

  private void add(Object item, String unit, UnitKind kind, int order) {
    if (item instanceof Call c) {
      calls.add(c.in(unit, kind, order));
    } else if (item instanceof Step s) {
      steps.add(s.in(unit, kind, order));
    } else if (item instanceof Unclear u) {
      doubts.add(new Unclear(u.at(), unit, kind, u.text(), u.why()));
    }
  }

  /** All that a part starts, for what the whole does in its order. */
  private List<Start> allStarts(String unit) {
    return starts.getOrDefault(unit, List.of()).stream()
        .filter(s -> isBusy(s.unit(), 0) || (isHidden(unit, s) && hasItems(s.unit(), 0)))
        .toList();
  }

  private void flatten(
      String unit, List<Object> into, Set<String> once, Set<String> path, Set<String> done) {
    if (path.size() > MAX_DEPTH || !path.add(unit)) {
      return;
    }
    done.add(unit);
    TreeMap<Integer, Object> all = new TreeMap<>(items.getOrDefault(unit, new TreeMap<>()));
    List<Start> busyStarts = allStarts(unit);
    for (Start start : busyStarts) {
      all.values().removeIf(i -> i instanceof Step s && s.at().equals(start.program()));
    }
    busyStarts.forEach(s -> all.put(s.order(), s));
    for (Object item : all.values()) {
      if (item instanceof Start start) {
        if (!start.once() || once.add(start.unit())) {
          flatten(start.unit(), into, once, path, done);
        }
      } else {
        into.add(item);
      }
    }
    into.addAll(unclear.getOrDefault(unit, List.of()));
    path.remove(unit);
  }
}
