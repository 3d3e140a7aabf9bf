package dev.m2d.scan;

import dev.m2d.scan.text.SourceText;
import dev.m2d.yaml.YamlList;
import dev.m2d.yaml.YamlMap;
import dev.m2d.yaml.YamlNode;
import dev.m2d.yaml.YamlScalar;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** GitHub workflows: the steps of each job, once a schedule and once a row of the matrix. */
final class GithubReader {

  private static final int MAX_ROWS = 60;

  private final Context context;
  private final SourceText file;
  private final YamlMap root;

  private GithubReader(Context context, SourceText file, YamlMap root) {
    this.context = context;
    this.file = file;
    this.root = root;
  }

  static void read(SourceText file, Context context) {
    for (YamlMap root : YamlDocuments.read(file)) {
      new GithubReader(context, file, root).workflow();
    }
  }

  private void workflow() {
    List<Optional<Schedule>> schedules = new ArrayList<>();
    for (YamlNode item : YamlDocuments.items(YamlDocuments.map(root, "on"), "schedule")) {
      if (item instanceof YamlMap map && map.present("cron").orElse(null) instanceof YamlScalar c) {
        schedules.add(
            Optional.of(new Schedule(c.text(), YamlDocuments.text(map, "timezone"), c.span())));
      }
    }
    if (schedules.isEmpty()) {
      schedules.add(Optional.empty());
    }
    for (Optional<Schedule> schedule : schedules) {
      YamlDocuments.map(root, "jobs").entries().values().stream()
          .filter(e -> e.value() instanceof YamlMap)
          .forEach(e -> job(e.key(), (YamlMap) e.value(), schedule));
      if (root.get("runs").isPresent()) {
        Unit unit = Unit.of(file.file(), UnitKind.GITHUB);
        steps(YamlDocuments.map(root, "runs"), unit, new Scope());
      }
    }
  }

  private void job(String name, YamlMap job, Optional<Schedule> schedule) {
    Unit unit = new Unit(file.file() + ":jobs." + name, UnitKind.GITHUB, schedule);
    for (Map<String, YamlScalar> row : rows(job)) {
      Scope scope = new Scope();
      scope.script = file.file();
      ShellRunner runner = new ShellRunner(context, unit);
      inputs(scope);
      schedule.ifPresent(
          s ->
              scope.set(
                  "github.event.schedule", Value.known(s.cron()), s.cron(), Optional.of(s.at())));
      row.forEach(
          (key, value) ->
              scope.set(
                  "matrix." + key,
                  Words.value(file, value, scope, runner),
                  value.text(),
                  Optional.of(value.span())));
      Words.export(file, root.present("env"), scope, scope, runner);
      Words.export(file, job.present("env"), scope, scope, runner);
      folder(root, scope, runner);
      folder(job, scope, runner);
      steps(job, unit, scope);
    }
  }

  /** What a person who starts the workflow by hand may leave as it is. */
  private void inputs(Scope scope) {
    YamlMap on = YamlDocuments.map(root, "on");
    for (String trigger : List.of("workflow_dispatch", "workflow_call")) {
      YamlMap inputs = YamlDocuments.map(YamlDocuments.map(on, trigger), "inputs");
      inputs.entries().values().stream()
          .filter(e -> e.value() instanceof YamlMap)
          .forEach(
              e ->
                  ((YamlMap) e.value())
                      .present("default")
                      .filter(YamlScalar.class::isInstance)
                      .map(YamlScalar.class::cast)
                      .ifPresent(d -> input(e.key(), d, scope)));
    }
  }

  private static void input(String name, YamlScalar fallback, Scope scope) {
    for (String prefix : List.of("inputs.", "github.event.inputs.")) {
      Value value = Value.fallback(fallback.text(), java.util.Set.of("inputs." + name));
      scope.set(prefix + name, value, fallback.text(), Optional.of(fallback.span()));
    }
  }

  private void folder(YamlMap of, Scope scope, ShellRunner runner) {
    YamlMap run = YamlDocuments.map(YamlDocuments.map(of, "defaults"), "run");
    workingFolder(run, scope, runner);
  }

  private void workingFolder(YamlMap of, Scope scope, ShellRunner runner) {
    if (of.present("working-directory").orElse(null) instanceof YamlScalar scalar) {
      Value value = Words.value(file, scalar, scope, runner);
      scope.folder = value.text().map(t -> Paths.join("", t));
    }
  }

  private void steps(YamlMap job, Unit unit, Scope scope) {
    Optional<String> jobCondition = YamlDocuments.text(job, "if");
    for (YamlNode node : YamlDocuments.items(job, "steps")) {
      if (!(node instanceof YamlMap step)) {
        continue;
      }
      ShellRunner runner = new ShellRunner(context, unit);
      if (!runner.under(jobCondition.map(GithubReader::expression), scope)
          || !runner.under(YamlDocuments.text(step, "if").map(GithubReader::expression), scope)) {
        continue;
      }
      Scope inner = scope.copy();
      Words.export(file, step.present("env"), inner, inner, runner);
      workingFolder(step, inner, runner);
      if (step.present("run").orElse(null) instanceof YamlScalar run) {
        String shell = YamlDocuments.text(step, "shell").orElse("bash");
        if (shell.matches("(bash|sh|.*\\b(bash|sh)\\b.*)")) {
          runner.run(YamlDocuments.fragment(file, run), inner);
        } else if (shell.startsWith("python")) {
          PythonReader.read(YamlDocuments.fragment(file, run), unit, inner, context);
        }
        runner.laterVariables.forEach(
            (name, slot) -> {
              scope.set(name, slot.value(), slot.text(), slot.at());
              scope.export(name);
            });
      }
    }
  }

  private static String expression(String text) {
    String inner = text.strip();
    return inner.startsWith("${{") && inner.endsWith("}}")
        ? inner.substring(3, inner.length() - 2).strip()
        : inner;
  }

  /** The combinations of a matrix of literal lists. */
  private static List<Map<String, YamlScalar>> rows(YamlMap job) {
    YamlMap matrix = YamlDocuments.map(YamlDocuments.map(job, "strategy"), "matrix");
    List<Map<String, YamlScalar>> rows = new ArrayList<>();
    rows.add(Map.of());
    boolean any = false;
    for (YamlMap.Entry e : matrix.entries().values()) {
      if (e.key().equals("include") || e.key().equals("exclude")) {
        continue;
      }
      if (e.value() instanceof YamlList list) {
        any = true;
        rows = product(rows, e.key(), list);
      }
    }
    if (matrix.get("include").orElse(null) instanceof YamlList list) {
      List<Map<String, YamlScalar>> included = new ArrayList<>();
      list.items().forEach(i -> included.add(flat("", i)));
      rows = any ? joined(rows, included) : included;
    }
    return rows.size() > MAX_ROWS ? rows.subList(0, MAX_ROWS) : rows;
  }

  /** Rows of `include` that fit a combination extend it; the others are rows of their own. */
  private static List<Map<String, YamlScalar>> joined(
      List<Map<String, YamlScalar>> rows, List<Map<String, YamlScalar>> included) {
    List<Map<String, YamlScalar>> all = new ArrayList<>();
    rows.forEach(r -> all.add(new LinkedHashMap<>(r)));
    for (Map<String, YamlScalar> extra : included) {
      boolean fits = false;
      for (int i = 0; i < rows.size(); i++) {
        Map<String, YamlScalar> row = rows.get(i);
        boolean same =
            extra.entrySet().stream().allMatch(e -> agrees(row.get(e.getKey()), e.getValue()));
        if (same) {
          fits = true;
          extra.forEach(all.get(i)::putIfAbsent);
        }
      }
      if (!fits) {
        all.add(extra);
      }
    }
    return all;
  }

  private static boolean agrees(
      @org.jspecify.annotations.Nullable YamlScalar mine, YamlScalar other) {
    return mine == null || mine.text().equals(other.text());
  }

  private static List<Map<String, YamlScalar>> product(
      List<Map<String, YamlScalar>> rows, String key, YamlList list) {
    List<Map<String, YamlScalar>> all = new ArrayList<>();
    for (Map<String, YamlScalar> row : rows) {
      for (YamlNode item : list.items()) {
        if (all.size() < MAX_ROWS) {
          Map<String, YamlScalar> next = new LinkedHashMap<>(row);
          next.putAll(flat(key, item));
          all.add(next);
        }
      }
    }
    return all;
  }

  private static Map<String, YamlScalar> flat(String key, YamlNode item) {
    Map<String, YamlScalar> flat = new LinkedHashMap<>();
    if (item instanceof YamlScalar scalar) {
      flat.put(key, scalar);
    } else if (item instanceof YamlMap map) {
      map.entries()
          .values()
          .forEach(
              e -> flat.putAll(flat(key.isEmpty() ? e.key() : key + "." + e.key(), e.value())));
    }
    return flat;
  }
}
