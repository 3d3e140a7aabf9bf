package dev.m2d.scan;

import dev.m2d.scan.python.Expression;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The order that `a >> b` gives the tasks of a DAG. Calls are taken in the order of the file; where
 * a DAG says another one, that is reported.
 */
final class TaskOrder {

  private final PythonRunner runner;

  /** Where the task of a name is made. */
  private final Map<String, Integer> places = new HashMap<>();

  TaskOrder(PythonRunner runner) {
    this.runner = runner;
  }

  void assigned(Expression target, Expression value) {
    if (target instanceof Expression.Name name) {
      places.put(name.name(), value.start());
    }
  }

  /** A statement that is an expression only. */
  void statement(Expression expression) {
    if (!(expression instanceof Expression.Binary chain) || !isArrow(chain)) {
      return;
    }
    for (Unit dag : runner.units.dags()) {
      if (turns(chain)) {
        runner.context.findings.unclear(
            dag,
            runner.text().span(chain.start(), chain.end()),
            runner.text().text().substring(chain.start(), chain.end()),
            "it starts the tasks in another order than that of the file");
        return;
      }
    }
  }

  private static boolean isArrow(Expression.Binary chain) {
    return chain.operator().equals(">>") || chain.operator().equals("<<");
  }

  /** Whether a task that stands after another in the file goes before it. */
  private boolean turns(Expression.Binary chain) {
    boolean inner = chain.left() instanceof Expression.Binary left && isArrow(left) && turns(left);
    List<Integer> before = new ArrayList<>();
    List<Integer> after = new ArrayList<>();
    boolean forward = chain.operator().equals(">>");
    collect(chain.left(), forward ? before : after);
    collect(chain.right(), forward ? after : before);
    return inner || before.stream().anyMatch(b -> after.stream().anyMatch(a -> a < b));
  }

  private void collect(Expression expression, List<Integer> into) {
    if (expression instanceof Expression.Name name && places.containsKey(name.name())) {
      into.add(places.get(name.name()));
    } else if (expression instanceof Expression.Items items) {
      items.items().forEach(i -> collect(i, into));
    } else if (expression instanceof Expression.Binary chain && isArrow(chain)) {
      // Of `a >> b >> c` the last pair begins at `b`.
      collect(chain.right(), into);
    }
  }
}
