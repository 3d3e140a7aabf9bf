package dev.m2d.scan;

import dev.m2d.scan.python.Expression;
import dev.m2d.scan.shell.Command;
import dev.m2d.scan.shell.ShellParser;
import dev.m2d.scan.shell.Word;
import dev.m2d.scan.text.Fragment;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Methods of texts, lists, dicts and of the environment. */
final class PythonMethods {

  private static final Pattern FORMAT = Pattern.compile("\\{(\\w*)\\}");

  private final PythonRunner runner;
  private final PythonValues values;

  PythonMethods(PythonRunner runner, PythonValues values) {
    this.runner = runner;
    this.values = values;
  }

  /** The result; empty when the method is none of these. */
  Optional<PyValue> call(
      Expression.Attribute method, List<PyValue> positional, Map<String, PyValue> named) {
    boolean isEnvironment = runner.dotted(method.of()).equals("os.environ");
    if (isEnvironment) {
      return environment(method, positional, named);
    }
    if (method.of() instanceof Expression.Name n
        && n.name().matches("subprocess|os|shlex|asyncio")) {
      return Optional.empty();
    }
    PyValue of =
        method
                .name()
                .matches(
                    "format|join|split|copy|append|extend|update|strip|get|resolve|absolute|as_posix")
            ? values.of(method.of())
            : PyValue.unknown();
    switch (method.name()) {
      case "format" -> {
        return of instanceof PyValue.Text t
            ? Optional.of(format(t, positional, named, method.start()))
            : Optional.empty();
      }
      case "join" -> {
        return of instanceof PyValue.Text t
                && positional.size() == 1
                && positional.get(0) instanceof PyValue.Items i
            ? Optional.of(join(t, i, method.start()))
            : Optional.empty();
      }
      case "split" -> {
        return of instanceof PyValue.Text ? Optional.of(split(of)) : Optional.empty();
      }
      case "strip", "copy", "resolve", "absolute", "as_posix" -> {
        return of instanceof PyValue.Unknown ? Optional.empty() : Optional.of(of);
      }
      case "get" -> {
        return of instanceof PyValue.Dict d && !positional.isEmpty()
            ? Optional.of(
                positional
                    .get(0)
                    .text()
                    .map(k -> d.entries().getOrDefault(k, PyValue.unknown()))
                    .orElseGet(PyValue::unknown))
            : Optional.empty();
      }
      case "append", "extend" -> {
        return change(method, of, positional);
      }
      case "update" -> {
        return update(method, of, positional, named);
      }
      default -> {
        if (method.of() instanceof Expression.Call) {
          values.of(method.of());
        }
        return Optional.empty();
      }
    }
  }

  private Optional<PyValue> environment(
      Expression.Attribute method, List<PyValue> positional, Map<String, PyValue> named) {
    switch (method.name()) {
      case "get" -> {
        return Optional.of(get(positional, "os.environ.get", runner, method.start()));
      }
      case "copy" -> {
        return Optional.of(new PyValue.Dict(Map.of(), true));
      }
      case "setdefault" -> {
        if (positional.size() == 2 && positional.get(1) instanceof PyValue.Text t) {
          positional
              .get(0)
              .text()
              .ifPresent(
                  k ->
                      runner.export(
                          k,
                          new PyValue.Text(t.value().with(java.util.Set.of(k)), t.fragment()),
                          runner.scope,
                          method.start()));
        }
        return Optional.of(PyValue.unknown());
      }
      case "update" -> {
        if (!positional.isEmpty() && positional.get(0) instanceof PyValue.Dict d) {
          d.entries().forEach((k, v) -> runner.export(k, v, runner.scope, method.start()));
        }
        named.forEach((k, v) -> runner.export(k, v, runner.scope, method.start()));
        return Optional.of(PyValue.unknown());
      }
      default -> {
        return Optional.of(PyValue.unknown());
      }
    }
  }

  /** `os.getenv(NAME, default)`. */
  static PyValue get(List<PyValue> positional, String name, PythonRunner runner, int at) {
    Optional<String> key = positional.isEmpty() ? Optional.empty() : positional.get(0).text();
    if (key.isEmpty()) {
      return PyValue.unknown();
    }
    PyValue value = runner.environment(key.get(), at);
    boolean outside = value instanceof PyValue.Text t && t.value().isOutside();
    if (outside && positional.size() > 1 && positional.get(1) instanceof PyValue.Text t) {
      return new PyValue.Text(t.value().with(java.util.Set.of(key.get())), t.fragment());
    }
    return value;
  }

  private Optional<PyValue> change(
      Expression.Attribute method, PyValue of, List<PyValue> positional) {
    if (!(method.of() instanceof Expression.Name name)
        || !(of instanceof PyValue.Items items)
        || positional.size() != 1) {
      return Optional.empty();
    }
    List<PyValue> all = new ArrayList<>(items.items());
    if (method.name().equals("append")) {
      all.add(positional.get(0));
    } else if (positional.get(0) instanceof PyValue.Items more) {
      all.addAll(more.items());
    } else {
      all.add(PyValue.unknown());
    }
    runner.assign(name.name(), new PyValue.Items(all));
    return Optional.of(new PyValue.Nothing());
  }

  private Optional<PyValue> update(
      Expression.Attribute method,
      PyValue of,
      List<PyValue> positional,
      Map<String, PyValue> named) {
    if (!(method.of() instanceof Expression.Name name) || !(of instanceof PyValue.Dict dict)) {
      return Optional.empty();
    }
    Map<String, PyValue> all = new LinkedHashMap<>(dict.entries());
    if (!positional.isEmpty() && positional.get(0) instanceof PyValue.Dict more) {
      all.putAll(more.entries());
    }
    all.putAll(named);
    runner.assign(name.name(), new PyValue.Dict(all, dict.environment()));
    return Optional.of(new PyValue.Nothing());
  }

  private PyValue format(
      PyValue.Text text, List<PyValue> positional, Map<String, PyValue> named, int at) {
    Matcher m = FORMAT.matcher(text.fragment().text());
    PythonValues.Joined joined = new PythonValues.Joined(runner);
    int from = 0;
    int next = 0;
    while (m.find()) {
      joined.add(text.fragment().slice(from, m.start()));
      String key = m.group(1);
      int index = key.isEmpty() ? next++ : key.matches("\\d{1,3}") ? Integer.parseInt(key) : -1;
      PyValue value =
          index < 0
              ? named.getOrDefault(key, PyValue.unknown())
              : index < positional.size() ? positional.get(index) : PyValue.unknown();
      joined.add(value, at);
      from = m.end();
    }
    joined.add(text.fragment().slice(from, text.fragment().text().length()));
    return joined.value();
  }

  private PyValue join(PyValue.Text glue, PyValue.Items items, int at) {
    PythonValues.Joined joined = new PythonValues.Joined(runner);
    for (int i = 0; i < items.items().size(); i++) {
      if (i > 0) {
        joined.add(glue, at);
      }
      joined.add(items.items().get(i), at);
    }
    return joined.value();
  }

  /** The words of a known text, separated by blanks. */
  static PyValue split(PyValue of) {
    if (!(of instanceof PyValue.Text text)) {
      return PyValue.unknown();
    }
    return shellWords(text);
  }

  /** The words of a text as a shell would split it. */
  static PyValue shellWords(PyValue.Text text) {
    List<PyValue> words = new ArrayList<>();
    Fragment fragment = Templates.shell(text.fragment());
    for (Command command : ShellParser.parse(fragment)) {
      if (command instanceof Command.Simple simple) {
        for (Word word : simple.words()) {
          Value value =
              new Expander((o, s) -> Value.unknown("it is the output of a command"))
                  .value(word, new Scope());
          words.add(new PyValue.Text(value, fragment.slice(word.start(), word.end())));
        }
      }
    }
    return new PyValue.Items(words);
  }
}
