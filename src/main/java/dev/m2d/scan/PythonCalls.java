package dev.m2d.scan;

import dev.m2d.scan.python.Expression;
import dev.m2d.scan.python.Statement;
import dev.m2d.scan.text.Fragment;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What calls of Python start: `subprocess`, `os.system`, the operators of Airflow, and so on. */
final class PythonCalls {

  private static final Set<String> SUBPROCESS =
      Set.of("run", "call", "check_call", "check_output", "Popen", "getoutput", "getstatusoutput");

  private final PythonRunner runner;

  PythonCalls(PythonRunner runner) {
    this.runner = runner;
  }

  PyValue call(Expression.Call call, PythonValues values) {
    String name = runner.dotted(call.function());
    String last = name.substring(name.lastIndexOf('.') + 1);
    Arguments a = arguments(call, values);
    if (call.function() instanceof Expression.Name local
        && runner.name(local.name()) instanceof PyValue.Function f) {
      return runner.function(f.definition(), a.all);
    }
    if (call.function() instanceof Expression.Call made) {
      return values.of(made);
    }
    if (call.function() instanceof Expression.Attribute with
        && with.name().matches("override|partial")
        && values.of(with.of()) instanceof PyValue.Function) {
      return values.of(with.of());
    }
    if (call.function() instanceof Expression.Attribute method) {
      if (method.of() instanceof Expression.Name self
          && self.name().matches("self|cls")
          && runner.name(method.name()) instanceof PyValue.Function f) {
        return runner.function(f.definition(), a.all);
      }
      if (method.name().matches("set_(down|up)stream") && a.positional.size() == 1) {
        boolean down = method.name().equals("set_downstream");
        PyValue self = values.of(method.of());
        PyValue other = a.positional.get(0);
        runner.order.follows(down ? self : other, down ? other : self, call);
        return new PyValue.Nothing();
      }
      Optional<PyValue> result =
          new PythonMethods(runner, values).call(method, a.positional, a.named);
      if (result.isPresent()) {
        return result.get();
      }
    }
    if (name.startsWith("subprocess.") && SUBPROCESS.contains(last)) {
      command(a.first("args"), a, "env", "cwd");
    } else if (name.equals("os.system")
        || name.equals("os.popen")
        || last.equals("create_subprocess_shell")) {
      command(a.first("command"), a, "env", "cwd");
    } else if (last.equals("create_subprocess_exec")) {
      words(a.positional, a, "env", "cwd");
    } else if (name.matches("os\\.exec[lv]p?e?")) {
      command(a.positional.size() > 1 ? a.positional.get(1) : PyValue.unknown(), a, "env", "cwd");
    } else if (name.equals("os.getenv")) {
      return PythonMethods.get(a.positional, name, runner, call.start());
    } else if (name.equals("os.putenv") && a.positional.size() == 2) {
      a.positional
          .get(0)
          .text()
          .ifPresent(k -> runner.export(k, a.positional.get(1), runner.scope, call.start()));
    } else if (name.equals("os.chdir")) {
      runner.scope.folder =
          a.first("path").text().map(p -> Paths.join(runner.scope.folder.orElse(""), p));
    } else {
      return other(call, name, last, a);
    }
    return PyValue.unknown();
  }

  private PyValue other(Expression.Call call, String name, String last, Arguments a) {
    PythonUnits.Frame before = runner.units.frame();
    PyValue dag = a.named.get("dag");
    if (dag != null) {
      runner.units.entered(dag, runner);
    }
    int from = runner.order.place();
    switch (last) {
      case "BashOperator", "BashSensor" -> command(a.first("bash_command"), a, "env", "cwd");
      case "SSHOperator" -> command(a.named("command"), a, "environment", "cwd");
      case "DockerOperator" ->
          container(a.named("entrypoint"), a.named("command"), a.named("image"), a, "environment");
      case "KubernetesPodOperator" ->
          container(a.named("cmds"), a.named("arguments"), a.named("image"), a, "env_vars");
      case "PythonOperator", "PythonVirtualenvOperator" -> callable(a);
      case "ShellTask" -> {
        command(a.first("command"), a, "env", "cwd");
        return new PyValue.Made(last, a.named);
      }
      case "shell_run_command", "create_shell_command_op", "execute_shell_command", "run_shell" ->
          command(a.first("command"), a, "env", "cwd");
      case "create_shell_script_op" ->
          a.first("shell_script_path").text().ifPresent(p -> script(p, call));
      case "ShellOperation" -> operation(a);
      case "meltano_run_op", "meltano_run_job", "meltano_job" -> meltanoRun(a, call);
      case "dict" -> {
        boolean environment =
            !a.positional.isEmpty()
                && a.positional.get(0) instanceof PyValue.Dict d
                && d.environment();
        Map<String, PyValue> entries = new LinkedHashMap<>();
        if (!a.positional.isEmpty() && a.positional.get(0) instanceof PyValue.Dict d) {
          entries.putAll(d.entries());
        }
        entries.putAll(a.named);
        return new PyValue.Dict(entries, environment);
      }
      case "Path", "PurePath", "abspath", "realpath", "expanduser", "normpath" -> {
        return a.positional.size() == 1 ? a.positional.get(0) : PyValue.unknown();
      }
      case "dirname" -> {
        return a.first("path") instanceof PyValue.Text t && t.value().place().isPresent()
            ? runner.folder(Paths.parent(t.value().place().get()), call.start())
            : PyValue.unknown();
      }
      case "str", "list", "tuple" -> {
        return a.positional.size() == 1 ? a.positional.get(0) : PyValue.unknown();
      }
      case "split" -> {
        return name.equals("shlex.split") && !a.positional.isEmpty()
            ? PythonMethods.split(a.positional.get(0))
            : PyValue.unknown();
      }
      case "chain" -> {
        runner.order.chain(a.positional, call);
        return new PyValue.Nothing();
      }
      case "cross_downstream" -> {
        runner.order.chain(a.positional, call);
        return new PyValue.Nothing();
      }
      default -> {
        PyValue made = runner.units.made(name, last, a.positional, a.named, runner);
        foreign(last, call, a, from);
        runner.order.task(made, from);
        runner.units.back(before);
        return made;
      }
    }
    PyValue made = new PyValue.Made(last, a.named);
    foreign(last, call, a, from);
    runner.order.task(made, from);
    runner.units.back(before);
    return made;
  }

  /** A task of a DAG that starts nothing that is known, which a job would leave out. */
  private void foreign(String operator, Expression.Call call, Arguments a, int from) {
    boolean works =
        operator.matches(".*(Operator|Sensor)")
            && !operator.matches("(Empty|Dummy|LatestOnly).*")
            && runner.units.unit().kind() == UnitKind.AIRFLOW;
    if (works && runner.order.place() == from) {
      String task = a.named("task_id").text().orElse(operator);
      Fragment at = runner.place(operator, call.start());
      List<Field> words =
          List.of(
              new Field(Value.known(operator), operator, at.span()),
              new Field(Value.known(task), task, at.span()));
      runner.shell().step(words, runner.scope, false, operator + " " + task);
    }
  }

  private void callable(Arguments a) {
    if (a.named("python_callable") instanceof PyValue.Function f) {
      List<Map.Entry<String, PyValue>> given = new ArrayList<>();
      if (a.named("op_args") instanceof PyValue.Items items) {
        items.items().forEach(i -> given.add(Map.entry("", i)));
      }
      if (a.named("op_kwargs") instanceof PyValue.Dict dict) {
        dict.entries().forEach((k, v) -> given.add(Map.entry(k, v)));
      }
      runner.function(f.definition(), given);
    }
  }

  private void operation(Arguments a) {
    PyValue commands = a.named("commands");
    Scope scope = scope(a, "env", "working_dir");
    if (commands instanceof PyValue.Items items) {
      ShellRunner shell = runner.shell();
      for (PyValue item : items.items()) {
        if (item instanceof PyValue.Text text) {
          shell.run(Templates.shell(text.fragment()), scope);
        }
      }
    }
  }

  private void script(String path, Expression.Call call) {
    Fragment at = runner.place("sh " + path, call.start());
    runner.shell().run(at, runner.scope.copy());
  }

  /** `meltano_run_op("tap target")` of dagster-meltano. */
  private void meltanoRun(Arguments a, Expression.Call call) {
    PyValue command = a.positional.isEmpty() ? a.named("command") : a.positional.get(0);
    if (command instanceof PyValue.Text text) {
      Fragment start = runner.place("meltano run ", call.start());
      PyValue whole = new PythonValues.Joined(runner).add(start).add(text, call.start()).value();
      if (whole instanceof PyValue.Text t) {
        runner.shell().run(Templates.shell(t.fragment()), scope(a, "env", "cwd"));
      }
    }
  }

  /** A command given as one text for a shell, or as a list of words. */
  private void command(PyValue command, Arguments a, String env, String cwd) {
    if (command instanceof PyValue.Text text) {
      runner.shell().run(Templates.shell(text.fragment()), scope(a, env, cwd));
    } else if (command instanceof PyValue.Items items) {
      words(items.items(), a, env, cwd);
    }
  }

  private void container(
      PyValue entrypoint, PyValue command, PyValue image, Arguments a, String env) {
    List<PyValue> words = new ArrayList<>();
    for (PyValue part : List.of(entrypoint, command)) {
      if (part instanceof PyValue.Items items) {
        words.addAll(items.items());
      } else if (part instanceof PyValue.Text text) {
        PyValue split = PythonMethods.shellWords(text);
        if (split instanceof PyValue.Items items) {
          words.addAll(items.items());
        }
      }
    }
    String first = words.isEmpty() ? "" : words.get(0).text().orElse("");
    boolean bare = first.matches("run|el|elt|invoke|schedule|install|--environment(=.*)?");
    if (bare
        && image.text().filter(i -> i.matches("\\S*meltano\\S*")).isPresent()
        && words.get(0) instanceof PyValue.Text t) {
      words.add(0, new PyValue.Text(Value.known("meltano"), t.fragment()));
    }
    Scope own = new Scope();
    own.script = runner.scope.script;
    environment(a.named(env), own, false);
    secrets(a.named("secrets"), own);
    words(words, own);
  }

  /** `Secret("env", "NAME", …)` of a pod. */
  private void secrets(PyValue list, Scope into) {
    if (!(list instanceof PyValue.Items items)) {
      return;
    }
    for (PyValue item : items.items()) {
      if (item instanceof PyValue.Made made
          && made.name().equals("Secret")
          && made.arguments()
              .getOrDefault("deploy_type", PyValue.unknown())
              .text()
              .equals(Optional.of("env"))) {
        Optional<String> name =
            made.arguments().getOrDefault("deploy_target", PyValue.unknown()).text();
        name.ifPresent(
            n -> {
              into.set(n, Value.outside(n), "${" + n + "}", Optional.empty());
              into.export(n);
            });
      }
    }
  }

  private void words(List<PyValue> items, Arguments a, String env, String cwd) {
    words(items, scope(a, env, cwd));
  }

  private void words(List<PyValue> items, Scope scope) {
    List<Field> fields = new ArrayList<>();
    for (PyValue item : items) {
      if (item instanceof PyValue.Text text) {
        Fragment f = Templates.shell(text.fragment());
        boolean template = text.value().text().filter(t -> t.contains("{{")).isPresent();
        Value value =
            template && !f.text().contains(" ")
                ? Value.unknown("Airflow fills it in")
                : text.value();
        String shown = text.value().text().orElseGet(() -> Templates.shown(f.text()));
        fields.add(
            new Field(template ? Value.known(f.text()) : value, shown, place(text.fragment())));
      } else {
        Value value =
            item instanceof PyValue.Unknown u
                ? u.value()
                : Value.unknown("it is computed when the program runs");
        fields.add(
            new Field(
                value,
                "…",
                fields.isEmpty() ? runner.text().span(0, 0) : fields.get(fields.size() - 1).at()));
      }
    }
    runner.shell().start(fields, DockerReader.text(fields), scope);
  }

  private static dev.m2d.diagnostic.Span place(Fragment fragment) {
    return fragment.span();
  }

  private Scope scope(Arguments a, String env, String cwd) {
    Scope inner = runner.scope.copy();
    PyValue given = a.named(env);
    if (given instanceof PyValue.Dict) {
      environment(given, inner, true);
    }
    PyValue folder = a.named(cwd);
    if (folder instanceof PyValue.Text t) {
      inner.folder = t.value().text().or(() -> t.value().place()).map(f -> Paths.join("", f));
    }
    return inner;
  }

  private void environment(PyValue env, Scope into, boolean replaces) {
    if (env instanceof PyValue.Dict dict) {
      if (replaces && !dict.environment()) {
        List.copyOf(into.exported().keySet()).forEach(into::unset);
      }
      dict.entries().forEach((k, v) -> runner.export(k, v, into, 0));
    } else if (env instanceof PyValue.Items items) {
      for (PyValue item : items.items()) {
        if (item instanceof PyValue.Made made
            && made.arguments().get("name") instanceof PyValue.Text name) {
          PyValue value = made.arguments().getOrDefault("value", PyValue.unknown());
          name.text().ifPresent(n -> runner.export(n, value, into, 0));
        }
      }
    }
  }

  /** `@task.bash` returns the command. */
  void returned(Statement.Function f, PyValue result) {
    boolean bash =
        f.decorators().stream()
            .map(d -> runner.dotted(d instanceof Expression.Call c ? c.function() : d))
            .anyMatch(d -> d.endsWith("task.bash"));
    if (bash && result instanceof PyValue.Text text) {
      runner.shell().run(Templates.shell(text.fragment()), runner.scope.copy());
    }
  }

  private Arguments arguments(Expression.Call call, PythonValues values) {
    Arguments a = new Arguments();
    for (Expression.Argument argument : call.arguments()) {
      PyValue value = values.of(argument.value());
      String name = argument.name().orElse("");
      if (name.equals("*") && value instanceof PyValue.Items items) {
        items.items().forEach(i -> a.add("", i));
      } else if (name.equals("**") && value instanceof PyValue.Dict dict) {
        dict.entries().forEach(a::add);
      } else if (!name.startsWith("*")) {
        a.add(name, value);
      }
    }
    return a;
  }

  private static final class Arguments {
    final List<PyValue> positional = new ArrayList<>();
    final Map<String, PyValue> named = new LinkedHashMap<>();
    final List<Map.Entry<String, PyValue>> all = new ArrayList<>();

    void add(String name, PyValue value) {
      all.add(Map.entry(name, value));
      if (name.isEmpty()) {
        positional.add(value);
      } else {
        named.put(name, value);
      }
    }

    PyValue first(String name) {
      return positional.isEmpty() ? named(name) : positional.get(0);
    }

    PyValue named(String name) {
      PyValue value = named.get(name);
      return value == null ? new PyValue.Nothing() : value;
    }
  }
}
