package dev.m2d.scan;

import dev.m2d.scan.python.Expression;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The order that `a >> b`, `chain(a, b)` and `a.set_downstream(b)` give the tasks of a DAG. Tasks
 * that these leave open keep the order of the file.
 */
final class TaskOrder {

  /**
   * A task and the places in its unit that its calls and steps have.
   *
   * @param from the first
   * @param to after the last
   */
  private record Task(int id, Unit unit, int from, int to) {}

  private final PythonRunner runner;
  private final List<Task> tasks = new ArrayList<>();
  private final IdentityHashMap<PyValue, List<Task>> made = new IdentityHashMap<>();
  private final Map<Integer, Set<Integer>> before = new LinkedHashMap<>();

  TaskOrder(PythonRunner runner) {
    this.runner = runner;
  }

  /** The next place in the unit where the walk is. */
  int place() {
    return runner.context.findings.place(runner.units.unit());
  }

  /** How many tasks there are by now. */
  int count() {
    return tasks.size();
  }

  /** Notes that a value is the task whose calls began at that place. */
  void task(PyValue value, int from) {
    Task task = new Task(tasks.size(), runner.units.unit(), from, Math.max(from, place()));
    tasks.add(task);
    made.put(value, List.of(task));
  }

  /** Notes that a value is the group of the tasks that were made since. */
  void group(PyValue value, int since) {
    made.put(value, List.copyOf(tasks.subList(since, tasks.size())));
  }

  boolean isTask(PyValue value) {
    return made.containsKey(value);
  }

  /** `first >> second`, both tasks, groups or lists of them. */
  void follows(PyValue first, PyValue second, Expression at) {
    Set<Integer> early = new TreeSet<>();
    Set<Integer> late = new TreeSet<>();
    boolean isFirstKnown = collect(first, early);
    boolean known = collect(second, late) && isFirstKnown;
    late.forEach(l -> before.computeIfAbsent(l, i -> new TreeSet<>()).addAll(early));
    boolean inDag =
        runner.units.unit().kind() == UnitKind.AIRFLOW || !runner.units.dags().isEmpty();
    if (!known && inDag) {
      for (Unit dag : runner.units.dags()) {
        runner.context.findings.open(
            dag,
            runner.text().span(at.start(), at.end()),
            runner.text().text().substring(at.start(), at.end()),
            "it gives the tasks an order that is computed");
      }
    }
  }

  /** `chain(a, [b, c], d)`. */
  void chain(List<PyValue> values, Expression at) {
    for (int i = 1; i < values.size(); i++) {
      follows(values.get(i - 1), values.get(i), at);
    }
  }

  private boolean collect(PyValue value, Set<Integer> into) {
    List<Task> own = made.get(value);
    if (own != null) {
      own.forEach(t -> into.add(t.id()));
      return true;
    }
    if (value instanceof PyValue.Items items) {
      boolean known = true;
      for (PyValue item : items.items()) {
        known &= collect(item, into);
      }
      return known;
    }
    return value instanceof PyValue.Nothing;
  }

  /** Gives what was found the order of the tasks. */
  void apply() {
    if (before.isEmpty()) {
      return;
    }
    List<Task> sorted = sorted();
    Set<Unit> units = new LinkedHashSet<>();
    tasks.forEach(t -> units.add(t.unit()));
    for (Unit unit : units) {
      TreeSet<Integer> places = new TreeSet<>();
      List<Integer> wanted = new ArrayList<>();
      for (Task task : sorted) {
        for (int i = task.from(); task.unit().equals(unit) && i < task.to(); i++) {
          if (places.add(i)) {
            wanted.add(i);
          }
        }
      }
      Map<Integer, Integer> moved = new LinkedHashMap<>();
      List<Integer> free = new ArrayList<>(places);
      for (int i = 0; i < wanted.size(); i++) {
        moved.put(wanted.get(i), free.get(i));
      }
      if (!wanted.equals(free)) {
        runner.context.findings.reorder(unit.name(), moved);
        runner.context.invocations.replaceAll(
            s ->
                s.by().name().equals(unit.name())
                    ? s.at(moved.getOrDefault(s.order(), s.order()))
                    : s);
      }
    }
  }

  /** Each task after those before it; of a circle, those that are left in the order of the file. */
  private List<Task> sorted() {
    List<Task> sorted = new ArrayList<>();
    Set<Integer> done = new LinkedHashSet<>();
    while (done.size() < tasks.size()) {
      Task next =
          tasks.stream()
              .filter(t -> !done.contains(t.id()))
              .filter(t -> done.containsAll(before.getOrDefault(t.id(), Set.of())))
              .findFirst()
              .orElseGet(
                  () ->
                      tasks.stream().filter(t -> !done.contains(t.id())).findFirst().orElseThrow());
      done.add(next.id());
      sorted.add(next);
    }
    return sorted;
  }
}
