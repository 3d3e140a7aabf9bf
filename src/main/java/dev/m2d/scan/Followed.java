package dev.m2d.scan;

import dev.m2d.scan.text.Fragment;
import dev.m2d.scan.text.SourceText;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Reads all files, and follows scripts and targets from where they are started: with the arguments,
 * variables and schedule they get there. What nothing starts is read by itself.
 */
final class Followed {

  private static final int MAX_STARTS = 1000;

  private final Context context;
  private final Set<String> own;
  private final Map<String, Unit> units = new HashMap<>();
  private final Map<String, String> unitKeys = new HashMap<>();
  private final Set<String> read = new HashSet<>();
  private final Map<String, TargetFile> targets = new LinkedHashMap<>();
  private final Sequences sequences;
  private int followed;

  /**
   * A reading.
   *
   * @param own files that are read as Meltano's, and as nothing else
   */
  Followed(Context context, Set<String> own, Sequences sequences) {
    this.context = context;
    this.own = own;
    this.sequences = sequences;
  }

  void read() {
    List<SourceText> files =
        Relevant.of(context.project.files().values()).stream()
            .filter(f -> !own.contains(f.file()))
            .toList();
    Set<String> generators = new HashSet<>();
    for (SourceText file : files) {
      DagGenerators.find(file, context)
          .ifPresent(
              at -> {
                generators.add(file.file());
                context.generators.add(at);
              });
    }
    List<SourceText> scripts =
        files.stream()
            .filter(f -> FileKinds.isScript(f) && !generators.contains(f.file()))
            .toList();
    files.forEach(f -> TargetFile.of(f, context).ifPresent(t -> targets.put(f.file(), t)));
    Set<String> started = trial(scripts);
    files.stream()
        .filter(f -> !FileKinds.isScript(f) && !targets.containsKey(f.file()))
        .forEach(f -> FileKinds.read(f, context));
    context.invocations.forEach(i -> started.add(i.what()));
    targets.forEach((file, t) -> t.targets().forEach(name -> alone(file, t, name, started)));
    scripts.stream().filter(s -> !started.contains(s.file())).forEach(this::alone);
    follow();
    // What starts each other in a circle.
    targets.forEach(
        (file, t) ->
            t.targets()
                .forEach(
                    name -> {
                      alone(file, t, name, read);
                      follow();
                    }));
    for (SourceText script : scripts) {
      if (!read.contains(script.file())) {
        alone(script);
        follow();
      }
    }
  }

  /** What scripts and targets start, whoever starts them. */
  private Set<String> trial(List<SourceText> scripts) {
    Context trial = new Context(context.project);
    scripts.forEach(s -> FileKinds.read(s, trial));
    for (SourceText file : context.project.files().values()) {
      if (targets.containsKey(file.file())) {
        TargetFile.of(file, trial).ifPresent(t -> all(t, file.file()));
      }
    }
    Set<String> started = new HashSet<>();
    trial.invocations.stream()
        .filter(i -> !i.what().equals(i.by().name()))
        .forEach(i -> started.add(i.what()));
    return started;
  }

  private static void all(TargetFile of, String file) {
    for (String name : of.targets()) {
      of.run(name, List.of(), Unit.of(file + ":" + name, of.kind()), new Scope());
    }
  }

  private void alone(SourceText script) {
    read.add(script.file());
    unitKeys.put(script.file(), "alone");
    units.put(aloneKey(script), Unit.of(script.file(), UnitKind.SHELL));
    FileKinds.read(script, context);
  }

  /** As of an invocation without arguments, variables, schedule and condition. */
  private static String aloneKey(SourceText script) {
    return script.file() + "\n[][]" + Optional.empty() + Optional.empty();
  }

  private void alone(String file, TargetFile of, String target, Set<String> others) {
    String name = file + ":" + target;
    String like = Pattern.quote(name).replace("%", "\\E.+\\Q");
    if (target.contains("%") && others.stream().anyMatch(o -> o.matches(like))) {
      return;
    }
    if (!others.contains(name) && read.add(name)) {
      unitKeys.put(name, "alone");
      of.run(target, List.of(), Unit.of(name, of.kind()), new Scope());
    }
  }

  private void follow() {
    while (followed < context.invocations.size() && followed < MAX_STARTS) {
      Invocation start = context.invocations.get(followed++);
      Optional<SourceText> file =
          Optional.ofNullable(context.project.files().get(start.script()))
              .filter(f -> start.target().isPresent() || FileKinds.isScript(f));
      if (file.isPresent()) {
        String key = key(start);
        Unit unit = units.get(key);
        if (unit == null) {
          unit = unit(start, file.get());
          units.put(key, unit);
          context.findings.under(start.condition());
          start(start, file.get(), unit);
          context.findings.under(Optional.empty());
        }
        sequences.started(start, unit);
      }
    }
  }

  private Unit unit(Invocation start, SourceText file) {
    UnitKind kind =
        start.target().isPresent()
            ? Optional.ofNullable(targets.get(start.script()))
                .map(TargetFile::kind)
                .orElse(UnitKind.MAKE)
            : FileKinds.isShell(file) ? UnitKind.SHELL : UnitKind.PYTHON;
    return new Unit(name(start), kind, start.by().schedule());
  }

  private void start(Invocation start, SourceText file, Unit unit) {
    read.add(start.what());
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
    if (start.target().isPresent()) {
      scope.folder =
          start.by().name().startsWith(file.file() + ":") ? scope.folder : Optional.empty();
      Optional.ofNullable(targets.get(file.file()))
          .ifPresent(t -> t.run(start.target().get(), start.arguments(), unit, scope));
      return;
    }
    boolean open = start.by().kind() == UnitKind.DOCKERFILE && start.arguments().isEmpty();
    scope.arguments = open ? Optional.empty() : Optional.of(start.arguments());
    if (FileKinds.isShell(file)) {
      new ShellRunner(context, unit).run(Fragment.of(file), scope);
    } else {
      PythonReader.read(Fragment.of(file), unit, scope, context);
    }
  }

  /** The path; with the arguments where it is started in different ways. */
  private String name(Invocation start) {
    String key = key(start);
    String arguments = String.join(" ", start.arguments().stream().map(Field::shown).toList());
    for (String name :
        List.of(
            start.what(),
            (start.what() + " " + arguments).strip(),
            start.what() + " (by " + start.by().name() + ")")) {
      String known = unitKeys.putIfAbsent(name, key);
      if (known == null || known.equals(key)) {
        return name;
      }
    }
    return start.what() + " (by " + start.at() + ")";
  }

  private static String key(Invocation start) {
    return start.what()
        + "\n"
        + start.arguments().stream().map(f -> f.shown() + f.value()).toList()
        + start.scope().exported().entrySet().stream()
            .map(e -> e.getKey() + "=" + e.getValue().value() + e.getValue().fallback())
            .toList()
        + start.by().schedule().map(s -> s.cron() + s.zone())
        + start.condition();
  }
}
