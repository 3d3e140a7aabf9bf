package dev.m2d.scan;

import dev.m2d.scan.text.SourceText;
import dev.m2d.yaml.YamlMap;
import dev.m2d.yaml.YamlNode;
import dev.m2d.yaml.YamlScalar;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** GitHub workflows: the steps of each job, once a schedule and once a row of the matrix. */
final class GithubReader {

  private static final int MAX_DEPTH = 5;

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
      if (isUsed()) {
        return;
      }
      schedules.add(Optional.empty());
    }
    for (int i = 0; i < schedules.size(); i++) {
      String again = i == 0 ? "" : schedules.get(i).map(s -> " (" + s.cron() + ")").orElse("");
      jobs(file.file() + ":jobs.", again, schedules.get(i), new Scope(), 0);
    }
    if (root.get("runs").isPresent()) {
      Unit unit = Unit.of(file.file(), UnitKind.GITHUB);
      Scope scope = new Scope();
      scope.script = file.file();
      inputs(YamlDocuments.map(root, "inputs"), scope);
      steps(YamlDocuments.map(root, "runs"), unit, scope, 0);
    }
  }

  /** Whether a workflow or an action of this repository uses this file, which is read there. */
  private boolean isUsed() {
    boolean isAction = root.get("runs").isPresent();
    boolean isCalled = YamlDocuments.map(root, "on").get("workflow_call").isPresent();
    boolean hasOwn =
        YamlDocuments.map(root, "on").entries().keySet().stream()
            .anyMatch(k -> k.matches("push|pull_request|schedule"));
    String path = isAction ? Paths.parent(file.file()) : file.file();
    String use = "uses:\\s*[\"']?\\./" + Pattern.quote(path.replaceFirst("^(\\.\\./)+", ""));
    return (isAction || (isCalled && !hasOwn))
        && context.project.files().values().stream()
            .anyMatch(f -> f != file && Pattern.compile(use).matcher(f.text()).find());
  }

  private void jobs(
      String prefix, String again, Optional<Schedule> schedule, Scope outer, int depth) {
    Needs needs = new Needs();
    for (YamlMap.Entry e : YamlDocuments.map(root, "jobs").entries().values()) {
      if (e.value() instanceof YamlMap job) {
        Unit unit = new Unit(prefix + e.key() + again, UnitKind.GITHUB, schedule);
        if (YamlDocuments.text(job, "uses").isPresent()) {
          reusable(job, unit, schedule, outer, depth);
        } else {
          job(job, unit, schedule, outer);
        }
        needs.add(e.key(), unit, YamlDocuments.items(job, "needs"));
      }
    }
    String whole = prefix.replaceFirst(":jobs\\.$", "").replaceFirst("\\.$", "");
    needs.order(new Unit(whole + again, UnitKind.GITHUB, schedule), context);
  }

  /** `uses: ./.github/workflows/load.yml` with its inputs. */
  private void reusable(
      YamlMap job, Unit unit, Optional<Schedule> schedule, Scope outer, int depth) {
    SourceText other = local(YamlDocuments.text(job, "uses").orElse(""));
    if (other == null || depth > MAX_DEPTH) {
      return;
    }
    for (Map<String, YamlScalar> row : GithubMatrix.rows(job)) {
      Scope scope = start(job, schedule, outer, row);
      Scope inner = new Scope();
      inner.script = other.file();
      given(YamlDocuments.map(job, "with"), scope, unit, inner);
      Optional<String> before = context.findings.around(Optional.empty());
      context.findings.under(
          context.findings.around(YamlDocuments.text(job, "if").map(GithubReader::expression)));
      for (YamlMap called : YamlDocuments.read(other)) {
        new GithubReader(context, other, called)
            .jobs(unit.name() + ".", "", schedule, inner, depth + 1);
        context.sequences.add(
            new Context.Sequence(
                unit,
                YamlDocuments.map(called, "jobs").entries().keySet().stream()
                    .map(k -> new Unit(unit.name() + "." + k, UnitKind.GITHUB, schedule))
                    .toList()));
      }
      context.findings.under(before);
    }
  }

  private void given(YamlMap with, Scope scope, Unit unit, Scope into) {
    ShellRunner runner = new ShellRunner(context, unit);
    for (YamlMap.Entry e : with.entries().values()) {
      if (e.value() instanceof YamlScalar s) {
        Value value = Words.value(file, s, scope, runner);
        into.set("inputs." + e.key(), value, s.text(), Optional.of(s.span()));
      }
    }
  }

  /** The file that `uses: ./path` means: a workflow, or an action in that folder. */
  private @Nullable SourceText local(String uses) {
    if (!uses.startsWith("./")) {
      return null;
    }
    String path = uses.substring(2);
    // A project may lie below the root of its repository.
    String up = file.file().replaceFirst("\\.(github|gitea|forgejo)/.*", "");
    for (String name : List.of(path, path + "/action.yml", path + "/action.yaml")) {
      SourceText found = context.project.files().get(Paths.join("", up + name));
      if (found != null) {
        return found;
      }
    }
    return null;
  }

  private Scope start(
      YamlMap job, Optional<Schedule> schedule, Scope outer, Map<String, YamlScalar> row) {
    Scope scope = outer.copy();
    scope.script = file.file();
    ShellRunner runner = new ShellRunner(context, Unit.of(file.file(), UnitKind.GITHUB));
    YamlMap on = YamlDocuments.map(root, "on");
    for (String trigger : List.of("workflow_dispatch", "workflow_call")) {
      inputs(YamlDocuments.map(YamlDocuments.map(on, trigger), "inputs"), scope);
    }
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
    YamlMap container = YamlDocuments.map(job, "container");
    Words.export(file, container.present("env"), scope, scope, runner);
    Words.export(file, job.present("env"), scope, scope, runner);
    folder(root, scope, runner);
    folder(job, scope, runner);
    return scope;
  }

  private void job(YamlMap job, Unit unit, Optional<Schedule> schedule, Scope outer) {
    for (Map<String, YamlScalar> row : GithubMatrix.rows(job)) {
      steps(job, unit, start(job, schedule, outer, row), 0);
    }
  }

  /** What a person who starts the workflow by hand may leave as it is. */
  private static void inputs(YamlMap inputs, Scope scope) {
    inputs.entries().values().stream()
        .filter(e -> e.value() instanceof YamlMap && !scope.has("inputs." + e.key()))
        .forEach(
            e ->
                ((YamlMap) e.value())
                    .present("default")
                    .filter(YamlScalar.class::isInstance)
                    .map(YamlScalar.class::cast)
                    .ifPresent(d -> input(e.key(), d, scope)));
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

  private void steps(YamlMap job, Unit unit, Scope scope, int depth) {
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
      SourceText action = local(YamlDocuments.text(step, "uses").orElse(""));
      if (action != null && depth <= MAX_DEPTH) {
        action(step, action, unit, inner, runner.condition(), depth);
      } else if (step.present("run").orElse(null) instanceof YamlScalar run) {
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

  /** The steps of an action of this repository. */
  private void action(
      YamlMap step,
      SourceText other,
      Unit unit,
      Scope scope,
      Optional<String> condition,
      int depth) {
    Scope inner = scope.copy();
    inner.script = other.file();
    inner.folder = Optional.empty();
    given(YamlDocuments.map(step, "with"), scope, unit, inner);
    Optional<String> before = context.findings.around(Optional.empty());
    context.findings.under(context.findings.around(condition));
    for (YamlMap action : YamlDocuments.read(other)) {
      inputs(YamlDocuments.map(action, "inputs"), inner);
      new GithubReader(context, other, action)
          .steps(YamlDocuments.map(action, "runs"), unit, inner, depth + 1);
    }
    context.findings.under(before);
  }

  private static String expression(String text) {
    String inner = text.strip();
    return inner.startsWith("${{") && inner.endsWith("}}")
        ? inner.substring(3, inner.length() - 2).strip()
        : inner;
  }
}
