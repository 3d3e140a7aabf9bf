package dev.m2d.scan;

import dev.m2d.scan.text.Fragment;
import dev.m2d.scan.text.FragmentBuilder;
import dev.m2d.scan.text.SourceText;
import dev.m2d.yaml.YamlList;
import dev.m2d.yaml.YamlMap;
import dev.m2d.yaml.YamlNode;
import dev.m2d.yaml.YamlScalar;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Azure Pipelines: the script steps of stages and jobs, templates of the repository included. */
final class AzureReader {

  /** `$(name)` stands for a variable before the shell sees the text. */
  private static final Pattern MACRO = Pattern.compile("\\$\\(([A-Za-z_][\\w.]*)\\)");

  private static final int MAX_DEPTH = 8;

  private final SourceText file;
  private final Context context;
  private final Optional<Schedule> schedule;

  private AzureReader(SourceText file, Context context, Optional<Schedule> schedule) {
    this.file = file;
    this.context = context;
    this.schedule = schedule;
  }

  static void read(SourceText file, Context context) {
    for (YamlMap root : YamlDocuments.read(file)) {
      List<Optional<Schedule>> schedules = new ArrayList<>();
      for (YamlNode item : YamlDocuments.items(root, "schedules")) {
        if (item instanceof YamlMap map
            && map.present("cron").orElse(null) instanceof YamlScalar c) {
          schedules.add(Optional.of(new Schedule(c.text(), Optional.empty(), c.span())));
        }
      }
      boolean isTemplate =
          schedules.isEmpty()
              && root.get("trigger").isEmpty()
              && root.get("pr").isEmpty()
              && isUsed(file, context);
      if (schedules.isEmpty()) {
        schedules.add(Optional.empty());
      }
      for (int i = 0; i < schedules.size() && !isTemplate; i++) {
        String again = i == 0 ? "" : schedules.get(i).map(s -> " (" + s.cron() + ")").orElse("");
        AzureReader reader = new AzureReader(file, context, schedules.get(i));
        Scope scope = new Scope();
        scope.script = file.file();
        reader.level(root, file.file(), again, scope, 0);
      }
    }
  }

  private static boolean isUsed(SourceText file, Context context) {
    String name = FileKinds.name(file);
    return context.project.files().values().stream()
        .anyMatch(
            f ->
                f != file
                    && f.text().matches("(?s).*template:\\s*\\S*" + Pattern.quote(name) + ".*"));
  }

  /** The pipeline, a stage, a job: whatever has variables, and others or steps below it. */
  private void level(YamlMap map, String unit, String again, Scope outer, int depth) {
    Scope scope = outer.copy();
    for (YamlNode item : YamlDocuments.items(map, "parameters")) {
      if (item instanceof YamlMap p
          && p.present("default").orElse(null) instanceof YamlScalar value) {
        String name = "parameters." + YamlDocuments.text(p, "name").orElse("");
        if (!scope.has(name)) {
          Value fallback = Value.fallback(value.text(), Set.of(name));
          scope.set(name, fallback, value.text(), Optional.of(value.span()));
        }
      }
    }
    variables(map, scope);
    for (String key : List.of("stages", "jobs")) {
      Needs needs = new Needs();
      for (YamlNode item : YamlDocuments.items(map, key)) {
        if (item instanceof YamlMap inner) {
          below(inner, unit, again, scope, depth, needs);
        }
      }
      needs.order(new Unit(unit + again, UnitKind.AZURE, schedule), context);
    }
    steps(map, new Unit(unit + again, UnitKind.AZURE, schedule), scope, depth);
    YamlMap strategy = YamlDocuments.map(map, "strategy");
    for (String way : List.of("runOnce", "rolling", "canary")) {
      YamlMap deploy = YamlDocuments.map(YamlDocuments.map(strategy, way), "deploy");
      steps(deploy, new Unit(unit + again, UnitKind.AZURE, schedule), scope, depth);
    }
  }

  private void below(YamlMap map, String unit, String again, Scope scope, int depth, Needs needs) {
    if (depth > MAX_DEPTH) {
      return;
    }
    if (map.get("template").isPresent()) {
      template(map, unit, again, scope, depth);
      return;
    }
    String name =
        YamlDocuments.text(map, "job")
            .or(() -> YamlDocuments.text(map, "deployment"))
            .or(() -> YamlDocuments.text(map, "stage"))
            .orElse("job");
    String inner = unit + (unit.contains(":") ? "." : ":") + name;
    YamlMap matrix = YamlDocuments.map(YamlDocuments.map(map, "strategy"), "matrix");
    List<YamlMap> rows = new ArrayList<>();
    for (YamlMap.Entry row : matrix.entries().values()) {
      if (row.value() instanceof YamlMap values) {
        rows.add(values);
      }
    }
    Optional<String> before = context.findings.around(Optional.empty());
    Optional<String> condition =
        YamlDocuments.text(map, "condition")
            .filter(c -> !c.matches("succeeded\\(\\)|always\\(\\)"));
    context.findings.under(context.findings.around(condition));
    if (rows.isEmpty()) {
      level(map, inner, again, scope, depth + 1);
    }
    for (YamlMap row : rows) {
      Scope own = scope.copy();
      row.entries().values().forEach(e -> variable(e.key(), e.value(), own));
      level(map, inner, again, own, depth + 1);
    }
    context.findings.under(before);
    needs.add(
        name,
        new Unit(inner + again, UnitKind.AZURE, schedule),
        YamlDocuments.items(map, "dependsOn"));
  }

  private void steps(YamlMap map, Unit unit, Scope scope, int depth) {
    for (YamlNode node : YamlDocuments.items(map, "steps")) {
      if (!(node instanceof YamlMap step)) {
        continue;
      }
      if (step.get("template").isPresent() && depth <= MAX_DEPTH) {
        template(step, unit.name(), "", scope, depth);
        continue;
      }
      ShellRunner runner = new ShellRunner(context, unit);
      YamlDocuments.text(step, "condition")
          .filter(c -> !c.matches("succeeded\\(\\)|always\\(\\)"))
          .ifPresent(runner::assume);
      Scope inner = scope.copy();
      env(YamlDocuments.map(step, "env"), inner, runner);
      YamlMap inputs = YamlDocuments.map(step, "inputs");
      YamlDocuments.text(step, "workingDirectory")
          .or(() -> YamlDocuments.text(inputs, "workingDirectory"))
          .ifPresent(d -> inner.folder = folder(d));
      Optional<YamlNode> script =
          step.present("script")
              .or(() -> step.present("bash"))
              .or(() -> inputs.present("script"))
              .or(() -> inputs.present("inlineScript"))
              .or(() -> inputs.present("filePath"));
      if (script.isPresent() && script.get() instanceof YamlScalar text) {
        runner.run(macros(YamlDocuments.fragment(file, text)), inner);
      }
    }
  }

  private static Optional<String> folder(String path) {
    String below =
        path.replaceFirst(
            "^\\$\\((System.DefaultWorkingDirectory|Build.SourcesDirectory)\\)/?", "");
    return below.isEmpty() ? Optional.empty() : Optional.of(Paths.join("", below));
  }

  private void env(YamlMap map, Scope scope, ShellRunner runner) {
    for (YamlMap.Entry e : map.entries().values()) {
      if (e.value() instanceof YamlScalar s) {
        Fragment text = macros(YamlDocuments.fragment(file, s));
        Value value = runner.expander.value(dev.m2d.scan.shell.ShellParser.document(text), scope);
        Words.set(e.key(), value, s, scope);
      }
    }
  }

  private void variables(YamlMap map, Scope scope) {
    Optional<YamlNode> node = map.present("variables");
    if (node.isPresent() && node.get() instanceof YamlMap values) {
      values.entries().values().forEach(e -> variable(e.key(), e.value(), scope));
    } else if (node.isPresent() && node.get() instanceof YamlList list) {
      for (YamlNode item : list.items()) {
        if (item instanceof YamlMap v && v.present("value").isPresent()) {
          YamlDocuments.text(v, "name")
              .ifPresent(n -> variable(n, v.present("value").orElse(v), scope));
        }
      }
    }
  }

  /** A variable, which scripts see in capitals. */
  private void variable(String name, YamlNode node, Scope scope) {
    if (node instanceof YamlScalar s) {
      ShellRunner runner = new ShellRunner(context, Unit.of(file.file(), UnitKind.AZURE));
      Fragment text = macros(YamlDocuments.fragment(file, s));
      Value value = runner.expander.value(dev.m2d.scan.shell.ShellParser.document(text), scope);
      scope.set(name, value, s.text(), Optional.of(s.span()));
      scope.set("variables." + name, value, s.text(), Optional.of(s.span()));
      String seen = name.replace('.', '_').toUpperCase(Locale.ROOT);
      Words.set(seen, value, s, scope);
    }
  }

  private void template(YamlMap use, String unit, String again, Scope scope, int depth) {
    String path = YamlDocuments.text(use, "template").orElse("");
    SourceText other =
        Optional.ofNullable(
                context.project.files().get(Paths.join(Paths.parent(file.file()), path)))
            .or(() -> context.project.find(path, List.of()))
            .orElse(null);
    if (other == null || depth > MAX_DEPTH) {
      return;
    }
    AzureReader reader = new AzureReader(other, context, schedule);
    Scope inner = scope.copy();
    inner.script = other.file();
    ShellRunner runner = new ShellRunner(context, Unit.of(unit, UnitKind.AZURE));
    for (YamlMap.Entry e : YamlDocuments.map(use, "parameters").entries().values()) {
      if (e.value() instanceof YamlScalar s) {
        Value value =
            runner.expander.value(
                dev.m2d.scan.shell.ShellParser.document(macros(YamlDocuments.fragment(file, s))),
                scope);
        inner.set("parameters." + e.key(), value, s.text(), Optional.of(s.span()));
      }
    }
    YamlDocuments.read(other).forEach(root -> reader.level(root, unit, again, inner, depth + 1));
  }

  private static Fragment macros(Fragment text) {
    Matcher m = MACRO.matcher(text.text());
    FragmentBuilder out = new FragmentBuilder(text.source());
    int at = 0;
    while (m.find()) {
      out.add(text, at, m.start());
      out.add("${{ " + m.group(1) + " }}", text.offset(m.start()));
      at = m.end();
    }
    out.add(text, at, text.text().length());
    return at == 0 ? text : out.build();
  }
}
