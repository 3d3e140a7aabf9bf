package dev.m2d.scan;

import dev.m2d.scan.python.Expression;
import dev.m2d.scan.python.PythonParser;
import dev.m2d.scan.python.Statement;
import dev.m2d.scan.text.Fragment;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Walks through the statements of a Python file and notes what they would start. */
final class PythonRunner {

  private static final int MAX_STATEMENTS = 20_000;
  private static final int MAX_DEPTH = 20;

  final Context context;
  final PythonUnits units;
  private final Fragment text;
  private final PythonValues values = new PythonValues(this);
  private final PythonCalls calls;
  final TaskOrder order = new TaskOrder(this);

  /** What `os.environ` holds. */
  final Scope scope;

  private final Map<String, PyValue> globals = new LinkedHashMap<>();
  private Map<String, PyValue> locals = globals;
  private final Map<String, String> imports = new HashMap<>();
  private final Set<String> called = new HashSet<>();
  private final List<String> conditions = new ArrayList<>();
  private Optional<PyValue> returned = Optional.empty();
  private int statements;
  private int depth;

  PythonRunner(Fragment text, Unit unit, Scope scope, Context context) {
    this.text = text;
    this.context = context;
    this.scope = scope;
    this.units = new PythonUnits(unit);
    this.calls = new PythonCalls(this);
  }

  /** Walks through the module, and then through the functions that nothing in it calls. */
  void run() {
    List<Statement> module = PythonParser.parse(text);
    definitions(module);
    run(module);
    uncalled(module, false);
    uncalled(module, true);
    order.apply();
  }

  private void definitions(List<Statement> list) {
    for (Statement s : list) {
      if (s instanceof Statement.Function f) {
        globals.put(f.name(), new PyValue.Function(f));
      } else if (s instanceof Statement.ClassDefinition c) {
        definitions(c.body());
      }
    }
  }

  /**
   * @param mentioned whether those that other lines mention are meant, too: what calls them goes
   *     before
   */
  private void uncalled(List<Statement> list, boolean mentioned) {
    for (Statement s : list) {
      if (s instanceof Statement.Function f && !called.contains(f.name())) {
        if (mentioned || !isMentioned(f.name())) {
          function(f, List.of());
        }
      } else if (s instanceof Statement.ClassDefinition c) {
        uncalled(c.body(), mentioned);
      } else if (s instanceof Statement.If choice) {
        choice.branches().forEach(b -> uncalled(b.body(), mentioned));
      }
    }
  }

  private boolean isMentioned(String name) {
    Matcher m = Pattern.compile("(?<!def )\\b" + Pattern.quote(name) + "\\b").matcher(text.text());
    return m.find();
  }

  void run(List<Statement> list) {
    for (Statement s : list) {
      if (++statements > MAX_STATEMENTS || returned.isPresent()) {
        return;
      }
      statement(s);
    }
  }

  private void statement(Statement s) {
    if (s instanceof Statement.Plain plain) {
      values.of(plain.expression());
    } else if (s instanceof Statement.Assign assign) {
      assign(assign);
    } else if (s instanceof Statement.Function f) {
      locals.put(f.name(), new PyValue.Function(f));
    } else if (s instanceof Statement.ClassDefinition c) {
      run(c.body().stream().filter(b -> !(b instanceof Statement.Function)).toList());
    } else if (s instanceof Statement.If choice) {
      choice(choice);
    } else if (s instanceof Statement.For loop) {
      loop(loop);
    } else if (s instanceof Statement.While repeat) {
      under(repeat.text(), repeat.body());
    } else if (s instanceof Statement.With with) {
      with(with);
    } else if (s instanceof Statement.Try attempt) {
      run(attempt.body());
      attempt.handlers().forEach(h -> under("except", h));
    } else if (s instanceof Statement.Return result) {
      returned = Optional.of(result.value().map(values::of).orElseGet(PyValue.Nothing::new));
    } else if (s instanceof Statement.Import i) {
      imports.put(i.local(), i.full());
    }
  }

  private void choice(Statement.If choice) {
    List<String> before = new ArrayList<>(conditions);
    for (Statement.Branch branch : choice.branches()) {
      boolean isMain = branch.text().matches("__name__\\s*==\\s*[\"']__main__[\"']");
      Map<String, PyValue> kept = new LinkedHashMap<>(locals);
      Scope environment = scope.copy();
      if (isMain) {
        run(branch.body());
        return;
      }
      under(branch.text(), branch.body());
      forget(kept);
      environment.join(scope.copy(), branch.text());
      scope.take(environment);
      if (!branch.text().isEmpty()) {
        conditions.add("not " + branch.text());
      }
    }
    conditions.clear();
    conditions.addAll(before);
  }

  /** What a condition may have changed is not known any more; what it added, only from there on. */
  private void forget(Map<String, PyValue> before) {
    for (Map.Entry<String, PyValue> e : List.copyOf(locals.entrySet())) {
      PyValue old = before.get(e.getKey());
      if (old != null && !old.equals(e.getValue())) {
        locals.put(e.getKey(), PythonBindings.either(old, e.getValue(), this));
      }
    }
  }

  private void under(String condition, List<Statement> body) {
    if (!condition.isEmpty()) {
      conditions.add(condition);
    }
    run(body);
    returned = Optional.empty();
    if (!condition.isEmpty()) {
      conditions.remove(conditions.size() - 1);
    }
  }

  private void loop(Statement.For loop) {
    PyValue items = values.of(loop.items());
    if (items instanceof PyValue.Dict dict) {
      items =
          new PyValue.Items(
              dict.entries().keySet().stream()
                  .map(
                      k ->
                          (PyValue)
                              new PyValue.Text(Value.known(k), place(k, loop.items().start())))
                  .toList());
    }
    if (items instanceof PyValue.Items list) {
      for (PyValue item : list.items()) {
        bind(loop.target(), item);
        run(loop.body());
      }
    } else {
      bind(loop.target(), PyValue.unknown());
      under(loop.text(), loop.body());
    }
  }

  private void bind(Expression target, PyValue value) {
    if (target instanceof Expression.Name name) {
      locals.put(name.name(), value);
    } else if (target instanceof Expression.Items names) {
      for (int i = 0; i < names.items().size(); i++) {
        boolean known = value instanceof PyValue.Items items && i < items.items().size();
        bind(
            names.items().get(i),
            known ? ((PyValue.Items) value).items().get(i) : PyValue.unknown());
      }
    }
  }

  private void with(Statement.With with) {
    PythonUnits.Frame before = units.frame();
    for (int i = 0; i < with.values().size(); i++) {
      PyValue value = values.of(with.values().get(i));
      if (!with.names().get(i).isEmpty()) {
        locals.put(with.names().get(i), value);
      }
      units.entered(value, this);
    }
    int since = order.count();
    run(with.body());
    with.names().stream()
        .filter(n -> locals.get(n) instanceof PyValue.Made m && m.name().equals("TaskGroup"))
        .forEach(n -> order.group(name(n), since));
    units.back(before);
  }

  private void assign(Statement.Assign assign) {
    PyValue value = values.of(assign.value());
    for (Expression target : assign.targets()) {
      PyValue now = value;
      if (assign.operator().equals("+=")) {
        now = PythonBindings.plus(values.of(target), value, target.start(), this);
      }
      if (target instanceof Expression.Item item) {
        entry(item, now);
      } else if (target instanceof Expression.Attribute a) {
        locals.put("self." + a.name(), now);
      } else {
        bind(target, now);
      }
    }
  }

  /** `os.environ["NAME"] = value`, or an entry of a dict. */
  private void entry(Expression.Item item, PyValue value) {
    Optional<String> key = values.of(item.index()).text();
    if (key.isEmpty()) {
      return;
    }
    if (item.of() instanceof Expression.Attribute a && dotted(a).equals("os.environ")) {
      export(key.get(), value, scope, item.start());
    } else if (item.of() instanceof Expression.Name name
        && locals.getOrDefault(name.name(), PyValue.unknown()) instanceof PyValue.Dict dict) {
      Map<String, PyValue> entries = new LinkedHashMap<>(dict.entries());
      entries.put(key.get(), value);
      locals.put(name.name(), new PyValue.Dict(entries, dict.environment()));
    }
  }

  /** Sets a variable of an environment. */
  void export(String name, PyValue value, Scope into, int at) {
    Value known =
        value instanceof PyValue.Text t
            ? t.value()
            : value instanceof PyValue.Unknown u
                ? u.value()
                : Value.unknown("it is computed when the program runs");
    String shown = value instanceof PyValue.Text t ? t.fragment().text() : "";
    into.set(name, known, shown, Optional.of(text.span(at, at + 1)));
    into.export(name);
  }

  PyValue call(Expression.Call call) {
    return calls.call(call, values);
  }

  /** Runs a function of the file. */
  PyValue function(Statement.Function f, List<Map.Entry<String, PyValue>> arguments) {
    called.add(f.name());
    if (depth >= MAX_DEPTH) {
      return PyValue.unknown();
    }
    depth++;
    Map<String, PyValue> outer = locals;
    Optional<PyValue> before = returned;
    PythonUnits.Frame frame = units.frame();
    Map<String, PyValue> own = new LinkedHashMap<>();
    PythonBindings.parameters(f, arguments, this, own);
    locals = own;
    returned = Optional.empty();
    units.inside(f, this);
    int from = order.place();
    int since = order.count();
    run(f.body());
    PyValue result = returned.orElseGet(PyValue.Nothing::new);
    calls.returned(f, result);
    String role = decorated(f);
    if (role.matches("task(\\..*)?")) {
      result = new PyValue.Made("task", Map.of());
      order.task(result, from);
    } else if (role.equals("task_group")) {
      result = new PyValue.Made("TaskGroup", Map.of());
      order.group(result, since);
    }
    returned = before;
    locals = outer;
    units.back(frame);
    depth--;
    return result;
  }

  /** `task`, `task.bash` or `task_group`, when that decorates a function; empty when not. */
  private String decorated(Statement.Function f) {
    return f.decorators().stream()
        .map(d -> dotted(d instanceof Expression.Call c ? c.function() : d))
        .map(d -> d.replaceFirst("^airflow\\.(sdk|decorators)\\.", ""))
        .filter(d -> d.matches("task(\\.\\w+)?|task_group"))
        .filter(d -> text.text().contains("airflow"))
        .findFirst()
        .orElse("");
  }

  /** Gives a name another value. */
  void assign(String name, PyValue value) {
    (locals.containsKey(name) ? locals : globals).put(name, value);
  }

  PyValue value(Expression expression) {
    return values.of(expression);
  }

  /** A folder of the project. */
  PyValue folder(String path, int at) {
    return new PyValue.Text(Value.place(path), place("${{ a folder }}", at));
  }

  /** What a name means here. */
  PyValue name(String name) {
    if (name.equals("__file__")) {
      return folder(scope.script, 0);
    }
    PyValue value = locals.get(name);
    if (value == null) {
      value = globals.get(name);
    }
    return value == null ? PyValue.unknown() : value;
  }

  /** The value of an environment variable. */
  PyValue environment(String name, int at) {
    Value value = scope.get(name);
    return new PyValue.Text(value, place(value.text().orElse("${" + name + "}"), at));
  }

  /** The full dotted name of what is called; empty when it has none. */
  String dotted(Expression e) {
    if (e instanceof Expression.Name name) {
      return imports.getOrDefault(name.name(), name.name());
    }
    if (e instanceof Expression.Attribute a) {
      String of = dotted(a.of());
      return of.isEmpty() ? "" : of + "." + a.name();
    }
    return "";
  }

  Fragment text() {
    return text;
  }

  Fragment place(String value, int start) {
    return Fragment.at(text.source(), value, text.offset(start));
  }

  /** A runner for shell text that this program starts. */
  ShellRunner shell() {
    ShellRunner shell = new ShellRunner(context, units.unit());
    conditions.forEach(shell::assume);
    return shell;
  }
}
