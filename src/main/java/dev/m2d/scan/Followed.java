package dev.m2d.scan;

import dev.m2d.scan.text.Fragment;
import dev.m2d.scan.text.SourceText;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Reads all files, and follows scripts from where they are started: with the arguments, variables
 * and schedule they get there. A script that nothing starts is read by itself.
 */
final class Followed {

  private static final int MAX_STARTS = 500;

  private final Context context;
  private final Set<String> keys = new HashSet<>();
  private final Map<String, String> unitKeys = new HashMap<>();
  private final Set<String> read = new HashSet<>();

  Followed(Context context) {
    this.context = context;
  }

  void read() {
    List<SourceText> files = Relevant.of(context.project.files().values());
    List<SourceText> scripts = files.stream().filter(FileKinds::isScript).toList();
    Set<String> started = new HashSet<>();
    Context trial = new Context(context.project);
    scripts.forEach(s -> FileKinds.read(s, trial));
    trial.invocations.forEach(i -> started.add(i.script()));
    files.stream().filter(f -> !FileKinds.isScript(f)).forEach(f -> FileKinds.read(f, context));
    context.invocations.forEach(i -> started.add(i.script()));
    scripts.stream().filter(s -> !started.contains(s.file())).forEach(this::alone);
    follow();
    scripts.stream().filter(s -> !read.contains(s.file())).forEach(this::alone);
    follow();
  }

  private void alone(SourceText script) {
    read.add(script.file());
    FileKinds.read(script, context);
  }

  private void follow() {
    for (int i = 0; i < context.invocations.size() && i < MAX_STARTS; i++) {
      Invocation start = context.invocations.get(i);
      if (keys.add(key(start))) {
        start(start);
      }
    }
  }

  private void start(Invocation start) {
    SourceText file = context.project.files().get(start.script());
    if (file == null || !FileKinds.isScript(file)) {
      return;
    }
    read.add(file.file());
    Scope scope = new Scope();
    scope.script = file.file();
    scope.folder = start.scope().folder;
    start
        .scope()
        .exported()
        .forEach(
            (name, v) -> {
              Value value =
                  v.value()
                      .map(t -> v.fallback() ? Value.fallback(t, Set.of(name)) : Value.known(t))
                      .orElseGet(() -> Value.outside(name));
              scope.set(name, value, v.text(), Optional.of(v.at()));
              scope.export(name);
            });
    boolean open = start.by().kind() == UnitKind.DOCKERFILE && start.arguments().isEmpty();
    scope.arguments = open ? Optional.empty() : Optional.of(start.arguments());
    if (FileKinds.isShell(file)) {
      Unit unit = new Unit(name(start), UnitKind.SHELL, start.schedule());
      new ShellRunner(context, unit).run(Fragment.of(file), scope);
    } else {
      Unit unit = new Unit(name(start), UnitKind.PYTHON, start.schedule());
      PythonReader.read(Fragment.of(file), unit, scope, context);
    }
  }

  /** The script's path; with its arguments where it is started in different ways. */
  private String name(Invocation start) {
    String key = key(start);
    String arguments = String.join(" ", start.arguments().stream().map(Field::shown).toList());
    for (String name :
        List.of(
            start.script(),
            (start.script() + " " + arguments).strip(),
            start.script() + " (by " + start.by().name() + ")")) {
      if (unitKeys.putIfAbsent(name, key) == null) {
        return name;
      }
    }
    return start.script() + " (by " + start.at() + ")";
  }

  private static String key(Invocation start) {
    return start.script()
        + "\n"
        + start.arguments().stream().map(f -> f.shown() + f.value()).toList()
        + start.scope().exported().entrySet().stream()
            .map(e -> e.getKey() + "=" + e.getValue().value() + e.getValue().fallback())
            .toList()
        + start.schedule().map(s -> s.cron() + s.zone());
  }
}
