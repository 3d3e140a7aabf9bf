package dev.m2d.scan;

import dev.m2d.diagnostic.Span;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Collects what is found, and numbers it within its unit. */
final class Findings {

  /** More than any project has; what a script multiplies beyond it is not of use to anyone. */
  private static final int MAX = 10_000;

  private final Set<Call> calls = new LinkedHashSet<>();
  private final List<Step> steps = new ArrayList<>();
  private final Set<Unclear> unclear = new LinkedHashSet<>();
  private final Set<Unclear> open = new LinkedHashSet<>();
  private final Map<String, Integer> orders = new HashMap<>();

  /** Under which condition all is found now. */
  private Optional<String> around = Optional.empty();

  /** Puts all that is found from now on under a condition. */
  void under(Optional<String> condition) {
    around = condition;
  }

  /** A condition, and the one under which all is found now. */
  Optional<String> around(Optional<String> condition) {
    return around.isEmpty()
        ? condition
        : condition.map(c -> around.orElse("") + " and " + c).or(() -> around);
  }

  /** Whether so much was found that the rest is left out. */
  boolean isFull() {
    return calls.size() + steps.size() + unclear.size() + open.size() >= MAX;
  }

  /** Where the last of them is; there must be one. */
  Span last() {
    return Stream.of(
            calls.stream().map(Call::at),
            steps.stream().map(Step::at),
            unclear.stream().map(Unclear::at))
        .map(places -> places.reduce((first, second) -> second))
        .flatMap(Optional::stream)
        .findFirst()
        .orElseThrow();
  }

  /** A call of Meltano with the words after its name. */
  void call(
      Unit unit,
      Span at,
      List<Field> fields,
      Scope scope,
      Optional<String> condition,
      String text) {
    if (isFull()) {
      return;
    }
    Arguments a = Arguments.of(fields);
    if (!a.why.isEmpty()) {
      unclear(unit, at, text, a.why);
      return;
    }
    Optional<String> cwd =
        a.values.containsKey("--cwd") ? Optional.of(a.values.get("--cwd").get(0)) : scope.folder;
    calls.add(
        new Call(
            at,
            unit.name(),
            unit.kind(),
            a.kind(),
            a.words,
            new Options(a.flags, a.values, cwd),
            scope.exported(),
            a.inputs,
            unit.schedule(),
            around(condition),
            next(unit),
            text));
  }

  /** A program beside Meltano. */
  void step(
      Unit unit,
      Span at,
      List<Field> fields,
      Scope scope,
      boolean plain,
      Optional<String> condition,
      String text) {
    if (isFull()) {
      return;
    }
    boolean known = fields.stream().allMatch(f -> f.value().text().isPresent());
    steps.add(
        new Step(
            at,
            unit.name(),
            unit.kind(),
            fields.stream().map(Field::shown).toList(),
            scope.exported(),
            plain && known && around(condition).isEmpty(),
            scope.folder,
            unit.schedule(),
            around(condition),
            next(unit),
            text));
  }

  /** A call that nobody can tell before it runs. */
  void unclear(Unit unit, Span at, String text, String why) {
    if (!isFull()) {
      unclear.add(new Unclear(at, unit.name(), unit.kind(), text, why.replaceFirst("[.]+$", "")));
    }
  }

  /** Something that may lead to a call; of interest where its unit has others. */
  void open(Unit unit, Span at, String text, String why) {
    if (!isFull()) {
      open.add(new Unclear(at, unit.name(), unit.kind(), text, why));
    }
  }

  List<Unclear> open() {
    return List.copyOf(open);
  }

  /** The place that the next of a unit will have. */
  int place(Unit unit) {
    return orders.getOrDefault(unit.name(), 0);
  }

  /** Gives what was found in a unit other places. */
  void reorder(String unit, Map<Integer, Integer> moved) {
    List<Call> all = List.copyOf(calls);
    calls.clear();
    all.forEach(
        c ->
            calls.add(
                c.unit().equals(unit)
                    ? c.in(unit, c.kind(), moved.getOrDefault(c.order(), c.order()))
                    : c));
    steps.replaceAll(
        s ->
            s.unit().equals(unit)
                ? s.in(unit, s.kind(), moved.getOrDefault(s.order(), s.order()))
                : s);
  }

  /** The next place in the order of a unit. */
  int next(Unit unit) {
    int order = orders.getOrDefault(unit.name(), 0);
    orders.put(unit.name(), order + 1);
    return order;
  }

  List<Call> calls() {
    return List.copyOf(calls);
  }

  List<Step> steps() {
    return List.copyOf(steps);
  }

  List<Unclear> unclear() {
    return List.copyOf(unclear);
  }
}
