package dev.m2d.scan;

import dev.m2d.scan.ShellRunner.Started;
import dev.m2d.scan.shell.Command;
import dev.m2d.scan.text.Fragment;
import dev.m2d.scan.text.SourceText;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Finds out which program a command starts in the end, past whatever wraps it. */
final class Programs {

  private static final Set<String> SHELLS = Set.of("bash", "sh", "zsh", "dash", "ash", "ksh");
  private static final Set<String> REMOTE = Set.of("su", "script", "ssh", "sshpass", "runuser");
  private static final Set<String> PARALLEL = Set.of("xargs", "parallel");
  private static final Set<String> VERBS =
      Set.of("run", "el", "elt", "invoke", "job", "schedule", "state", "install", "config");

  private final ShellRunner runner;
  private final Containers containers;

  Programs(ShellRunner runner) {
    this.runner = runner;
    this.containers = new Containers(runner, this);
  }

  /** Follows a command whose words are expanded. */
  void start(Started started, Scope scope) {
    List<Field> fields = started.fields();
    Field program = fields.get(0);
    boolean isMeltano = program.value().place().filter(p -> p.endsWith("/meltano")).isPresent();
    if (isMeltano) {
      runner.call(program.at(), fields.subList(1, fields.size()), scope, started.text());
      return;
    }
    if (program.value().text().isEmpty()) {
      unknown(started, scope);
      return;
    }
    String name = Wrappers.name(program.known());
    if (name.equals("meltano")) {
      runner.call(program.at(), fields.subList(1, fields.size()), scope, started.text());
    } else if (scope.aliases.containsKey(program.known())) {
      alias(started, scope);
    } else if (scope.functions.containsKey(program.known())) {
      Command body = scope.functions.get(program.known());
      if (body != null) {
        runner.function(body, fields.subList(1, fields.size()), scope);
      }
    } else if (!Builtins.does(fields, scope, runner)) {
      external(started, name, scope);
    }
  }

  private void external(Started started, String name, Scope scope) {
    List<Field> fields = started.fields();
    int skip = Wrappers.skip(fields.stream().map(Field::shown).toList());
    if (name.equals("env")) {
      environment(started, 1, scope);
    } else if (skip > 0) {
      environment(started, skip, scope);
      scope.ended |= name.equals("exec");
    } else if (name.equals("exec")) {
      return;
    } else if (SHELLS.contains(name)) {
      shell(started, scope);
    } else if (REMOTE.contains(name)) {
      remote(started, scope);
    } else if (name.matches("python[0-9.]*") && isModule(fields)) {
      runner.call(fields.get(2).at(), fields.subList(3, fields.size()), scope, started.text());
    } else if (PARALLEL.contains(name)) {
      xargs(started);
    } else if (!containers.start(started, name, scope)) {
      other(started, name, scope);
    }
  }

  private static boolean isModule(List<Field> fields) {
    return fields.size() > 2
        && fields.get(1).known().equals("-m")
        && fields.get(2).known().matches("meltano(\\.cli)?");
  }

  private void other(Started started, String name, Scope scope) {
    List<Field> fields = started.fields();
    boolean interpreted = name.matches("python[0-9.]*") && fields.size() > 1;
    Field program = fields.get(0);
    Field path = fields.get(interpreted ? 1 : 0);
    if (interpreted || path.known().contains("/") || path.known().endsWith(".sh")) {
      script(program, path, fields.subList(interpreted ? 2 : 1, fields.size()), scope);
    }
    Targets.started(name, fields, scope, runner);
    if (name.equals("echo")) {
      EnvFiles.later(started, scope, runner);
    }
    if (!Builtins.isQuiet(name)) {
      runner.step(fields, scope, started.plain(), started.text());
    }
  }

  /** Follows the words from `from` on, which may begin with `NAME=value`. */
  void environment(Started started, int from, Scope scope) {
    List<Field> fields = started.fields();
    boolean isEnv = Wrappers.name(fields.get(0).known()).equals("env");
    Scope inner = scope;
    int at = from;
    while (at < fields.size()) {
      String text = fields.get(at).shown();
      int equals = text.indexOf('=');
      if (equals > 0 && text.substring(0, equals).matches("[A-Za-z_][A-Za-z0-9_]*")) {
        inner = inner == scope ? scope.copy() : inner;
        String variable = text.substring(0, equals);
        Value value = fields.get(at).value();
        Value right =
            value.text().isPresent()
                ? Value.fallback(value.text().get().substring(equals + 1), value.inputs())
                : value;
        inner.set(variable, right, text.substring(equals + 1), Optional.of(fields.get(at).at()));
        inner.export(variable);
        at++;
      } else if (isEnv && text.matches("-u|--unset|-C|--chdir")) {
        at += 2;
      } else if (isEnv && text.startsWith("-")) {
        at++;
      } else {
        break;
      }
    }
    if (at < fields.size()) {
      start(started.with(fields.subList(at, fields.size())), inner);
    }
  }

  private void alias(Started started, Scope scope) {
    List<Field> fields = started.fields();
    String text = scope.aliases.get(fields.get(0).known());
    List<Field> all = new ArrayList<>();
    for (String word : (text == null ? "" : text).strip().split("\\s+", -1)) {
      all.add(new Field(Value.known(word), fields.get(0).text(), fields.get(0).at()));
    }
    all.addAll(fields.subList(1, fields.size()));
    Scope inner = scope.copy();
    inner.aliases.remove(fields.get(0).known());
    start(started.with(all), inner);
  }

  private void shell(Started started, Scope scope) {
    List<Field> fields = started.fields();
    int at = 1;
    while (at < fields.size() && fields.get(at).shown().matches("[-+].*")) {
      String option = fields.get(at).known();
      at++;
      if (option.matches("-[a-z]*c")) {
        if (at < fields.size()) {
          text(
              fields.get(at),
              fields.subList(Math.min(at + 2, fields.size()), fields.size()),
              scope);
        }
        return;
      }
      if (option.matches("[-+][a-z]*[oO]")) {
        at++;
      }
    }
    if (at < fields.size() && !fields.get(at).known().equals("-s")) {
      script(fields.get(0), fields.get(at), fields.subList(at + 1, fields.size()), scope);
      runner.step(fields, scope, started.plain(), started.text());
    } else {
      documents(started, scope);
    }
  }

  /** Here-documents that are fed to a shell. */
  private void documents(Started started, Scope scope) {
    for (Command.Redirect redirect : started.command().redirects()) {
      for (Fragment body : redirect.document()) {
        runner.run(body, scope.copy());
      }
      if (redirect.operator().equals("<<<")) {
        redirect
            .target()
            .ifPresent(
                w ->
                    text(
                        new Field(runner.expander.value(w, scope), w.text(), w.span()),
                        List.of(),
                        scope));
      }
    }
  }

  /** A command given as one text. */
  void text(Field field, List<Field> arguments, Scope scope) {
    Scope inner = scope.copy();
    inner.ended = false;
    if (!arguments.isEmpty()) {
      inner.arguments = Optional.of(arguments);
    }
    Texts.join(List.of(field), scope, runner).ifPresent(f -> runner.run(f, inner));
  }

  /** `su -c TEXT`, `script -c TEXT`, `ssh HOST TEXT`. */
  private void remote(Started started, Scope scope) {
    List<Field> fields = started.fields();
    for (int i = 1; i < fields.size(); i++) {
      if (fields.get(i).known().equals("-c") && i + 1 < fields.size()) {
        text(fields.get(i + 1), List.of(), scope);
        return;
      }
    }
    if (fields.get(0).known().contains("ssh")) {
      for (int i = 2; i < fields.size(); i++) {
        if (fields.get(i).shown().matches("(?s).*\\bmeltano\\b.*")) {
          Scope inner = scope.copy();
          Texts.join(fields.subList(i, fields.size()), scope, runner)
              .ifPresent(f -> runner.run(f, inner));
          return;
        }
      }
      documents(started, scope);
    }
    runner.step(fields, scope, false, started.text());
  }

  private void xargs(Started started) {
    for (Field field : started.fields()) {
      if (Wrappers.name(field.known()).equals("meltano")) {
        runner.unclear(field.at(), started.text(), "its words come from `xargs`");
        return;
      }
    }
  }

  private void unknown(Started started, Scope scope) {
    List<Field> fields = started.fields();
    Field first = fields.get(0);
    boolean isMeltano = first.text().matches("(?is).*meltano.*");
    boolean hasVerb = fields.size() > 1 && VERBS.contains(fields.get(1).known());
    if (isMeltano
        && (hasVerb || fields.size() > 1 && first.text().matches("(?is)\"?\\$.*meltano.*"))) {
      runner.unclear(
          first.at(),
          started.text(),
          "`" + first.text() + "` names the program, and " + first.value().why());
      return;
    }
    first
        .value()
        .place()
        .ifPresent(p -> script(first, first, fields.subList(1, fields.size()), scope));
    runner.step(fields, scope, false, started.text());
  }

  /** Notes that a script of the project is started, if the path leads to one. */
  private void script(Field program, Field path, List<Field> arguments, Scope scope) {
    Optional<String> name = path.value().place().or(() -> path.value().text());
    if (name.isEmpty()) {
      return;
    }
    List<String> folders = List.of(scope.folder.orElse(""), Paths.parent(scope.script));
    Optional<SourceText> file = runner.context.project.find(name.get(), folders);
    if (file.isPresent() && !file.get().file().equals(scope.script)) {
      runner.invoked(file.get().file(), program.at(), path, arguments, scope);
    }
  }
}
