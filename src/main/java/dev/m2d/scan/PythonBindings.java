package dev.m2d.scan;

import dev.m2d.scan.python.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** How names of a Python program get their values. */
final class PythonBindings {

  /** What a value is after a condition that may have changed it. */
  static PyValue either(PyValue old, PyValue changed, PythonRunner runner) {
    PyValue unknown = new PyValue.Unknown(Value.unknown("its value depends on a condition"));
    if (old instanceof PyValue.Items a
        && changed instanceof PyValue.Items b
        && !a.items().isEmpty()) {
      List<PyValue> common = new ArrayList<>();
      while (common.size() < Math.min(a.items().size(), b.items().size())
          && a.items().get(common.size()).equals(b.items().get(common.size()))) {
        common.add(a.items().get(common.size()));
      }
      common.add(unknown);
      return new PyValue.Items(common);
    }
    boolean grows =
        old.text().isPresent()
            && changed.text().filter(t -> t.startsWith(old.text().get())).isPresent();
    return grows ? new PythonValues.Joined(runner).add(old, 0).add(unknown, 0).value() : unknown;
  }

  /** `left += right`. */
  static PyValue plus(PyValue left, PyValue right, int at, PythonRunner runner) {
    if (left instanceof PyValue.Items a && right instanceof PyValue.Items b) {
      List<PyValue> all = new ArrayList<>(a.items());
      all.addAll(b.items());
      return new PyValue.Items(all);
    }
    return new PythonValues.Joined(runner).add(left, at).add(right, at).value();
  }

  /** Gives the parameters of a function their values; without any call their defaults. */
  static void parameters(
      Statement.Function f,
      List<Map.Entry<String, PyValue>> arguments,
      PythonRunner runner,
      Map<String, PyValue> into) {
    List<Statement.Parameter> parameters = f.parameters();
    int from =
        !parameters.isEmpty() && parameters.get(0).name().matches("self|cls|context") ? 1 : 0;
    for (Statement.Parameter p : parameters) {
      Value outside =
          new Value(
              Optional.empty(),
              Set.of(p.name()),
              "`" + p.name() + "` is given by the caller",
              Optional.empty());
      PyValue fallback =
          p.fallback().map(runner::value).orElseGet(() -> new PyValue.Unknown(outside));
      if (fallback instanceof PyValue.Text t && arguments.isEmpty()) {
        fallback = new PyValue.Text(t.value().with(Set.of(p.name())), t.fragment());
      }
      into.put(p.name(), fallback);
    }
    int position = from;
    for (Map.Entry<String, PyValue> argument : arguments) {
      if (!argument.getKey().isEmpty()) {
        into.put(argument.getKey(), argument.getValue());
      } else if (position < parameters.size()) {
        into.put(parameters.get(position).name(), argument.getValue());
        position++;
      }
    }
  }

  private PythonBindings() {}
}
