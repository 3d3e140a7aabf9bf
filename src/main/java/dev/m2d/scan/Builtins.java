package dev.m2d.scan;

import dev.m2d.scan.shell.Command;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What the shell does itself, as far as variables and folders go. */
final class Builtins {

  private static final Set<String> DECLARING =
      Set.of("export", "declare", "typeset", "local", "readonly");

  /** Commands that do nothing a pipeline would miss. */
  private static final Set<String> QUIET =
      Set.of(
          "echo",
          "printf",
          "true",
          "false",
          ":",
          "test",
          "[",
          "[[",
          "sleep",
          "wait",
          "date",
          "which",
          "type",
          "hash",
          "umask",
          "ulimit",
          "let",
          "getopts",
          "popd",
          "jobs",
          "kill",
          "trap",
          "pwd",
          "break",
          "continue",
          "shopt",
          "dirs",
          "clear",
          "env",
          "id",
          "whoami",
          "hostname",
          "command",
          "]]",
          "bg",
          "fg",
          "disown",
          "history",
          "uname");

  static boolean declares(String name) {
    return DECLARING.contains(name);
  }

  static boolean isQuiet(String name) {
    return QUIET.contains(name);
  }

  /** `export` and its like; the assignments were made already. */
  static void declare(Command.Simple simple, List<Field> fields, Scope scope, ShellRunner runner) {
    boolean exports =
        fields.get(0).known().equals("export")
            || fields.stream().anyMatch(f -> f.known().matches("-[a-z]*x[a-z]*"));
    if (!exports) {
      return;
    }
    simple.assignments().forEach(a -> scope.export(a.name()));
    for (Field field : fields.subList(1, fields.size())) {
      if (field.known().matches("[A-Za-z_][A-Za-z0-9_]*")) {
        scope.export(field.known());
      } else if (field.value().text().isEmpty()) {
        EnvFiles.named(field.text()).ifPresent(path -> EnvFiles.load(path, scope, runner));
      }
    }
  }

  /** Whether the shell does it itself; then it is done. */
  static boolean does(List<Field> fields, Scope scope, ShellRunner runner) {
    String name = fields.get(0).known();
    List<Field> rest = fields.subList(1, fields.size());
    switch (name) {
      case "cd", "pushd" -> cd(rest, scope);
      case "set" -> set(rest, scope);
      case "unset" -> rest.forEach(f -> scope.unset(f.known()));
      case "shift" -> shift(rest, scope);
      case "source", "." -> source(rest, scope, runner);
      case "exit", "return" -> scope.ended = true;
      case "read" ->
          rest.stream()
              .map(Field::known)
              .filter(n -> n.matches("[A-Za-z_]\\w*"))
              .forEach(
                  n -> scope.set(n, Value.unknown("it is read from input"), n, Optional.empty()));
      case "alias" -> rest.forEach(f -> alias(f, scope));
      case "eval" -> eval(rest, scope, runner);
      default -> {
        return false;
      }
    }
    return true;
  }

  private static void cd(List<Field> rest, Scope scope) {
    List<Field> paths = rest.stream().filter(f -> !f.known().matches("-[LPe@]|--")).toList();
    if (paths.isEmpty()) {
      scope.folder = Optional.empty();
      return;
    }
    Value value = paths.get(0).value();
    Optional<String> path = value.text().or(value::place);
    if (value.place().isPresent()) {
      scope.folder = value.place().map(p -> Paths.join("", p));
    } else if (path.isEmpty() || path.get().equals("-")) {
      scope.folder = Optional.empty();
    } else {
      scope.folder = Optional.of(Paths.join(scope.folder.orElse(""), path.get()));
    }
  }

  private static void set(List<Field> rest, Scope scope) {
    for (int i = 0; i < rest.size(); i++) {
      String option = rest.get(i).known();
      if (option.equals("--")) {
        scope.arguments = Optional.of(List.copyOf(rest.subList(i + 1, rest.size())));
        return;
      }
      boolean named = i + 1 < rest.size() && rest.get(i + 1).known().equals("allexport");
      if (option.matches("-[a-zA-Z]*a[a-zA-Z]*") || (option.equals("-o") && named)) {
        scope.exportsAll = true;
      } else if (option.matches("\\+[a-zA-Z]*a[a-zA-Z]*") || (option.equals("+o") && named)) {
        scope.exportsAll = false;
      }
    }
  }

  private static void shift(List<Field> rest, Scope scope) {
    int count =
        rest.isEmpty() || !rest.get(0).known().matches("\\d{1,3}")
            ? 1
            : Integer.parseInt(rest.get(0).known());
    if (scope.arguments.isPresent()) {
      List<Field> given = scope.arguments.get();
      scope.arguments =
          Optional.of(List.copyOf(given.subList(Math.min(count, given.size()), given.size())));
    }
  }

  private static void source(List<Field> rest, Scope scope, ShellRunner runner) {
    if (rest.isEmpty()) {
      return;
    }
    Value value = rest.get(0).value();
    Optional<String> path = value.place().or(value::text);
    if (path.isPresent()) {
      EnvFiles.source(path.get(), rest.subList(1, rest.size()), scope, runner);
    }
  }

  private static void alias(Field field, Scope scope) {
    int equals = field.known().indexOf('=');
    if (equals > 0) {
      scope.aliases.put(field.known().substring(0, equals), field.known().substring(equals + 1));
    }
  }

  private static void eval(List<Field> rest, Scope scope, ShellRunner runner) {
    if (!rest.isEmpty()) {
      Texts.join(rest, scope, runner).ifPresent(f -> runner.run(f, scope));
    }
  }

  private Builtins() {}
}
