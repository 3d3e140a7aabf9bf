package dev.m2d.scan;

import dev.m2d.scan.text.Fragment;
import dev.m2d.scan.text.FragmentBuilder;
import dev.m2d.scan.text.SourceText;
import dev.m2d.yaml.YamlMap;
import dev.m2d.yaml.YamlNode;
import dev.m2d.yaml.YamlScalar;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** CircleCI: the jobs of each workflow, with the commands that they share. */
final class CircleReader {

  private static final Pattern PARAMETER = Pattern.compile("<<\\s*([\\w.]+)\\s*>>");
  private static final int MAX_DEPTH = 10;

  private final SourceText file;
  private final Context context;
  private final YamlMap root;
  private final Set<String> used = new HashSet<>();

  private CircleReader(SourceText file, Context context, YamlMap root) {
    this.file = file;
    this.context = context;
    this.root = root;
  }

  static void read(SourceText file, Context context) {
    for (YamlMap root : YamlDocuments.read(file)) {
      CircleReader reader = new CircleReader(file, context, root);
      for (YamlMap.Entry e : YamlDocuments.map(root, "workflows").entries().values()) {
        if (e.value() instanceof YamlMap workflow) {
          reader.workflow(e.key(), workflow);
        }
      }
      for (YamlMap.Entry e : YamlDocuments.map(root, "jobs").entries().values()) {
        if (!reader.used.contains(e.key()) && e.value() instanceof YamlMap job) {
          Unit unit = Unit.of(file.file() + ":jobs." + e.key(), UnitKind.CIRCLECI);
          reader.job(job, YamlMap.empty(job.span()), unit);
        }
      }
    }
  }

  private void workflow(String name, YamlMap workflow) {
    Optional<Schedule> schedule = Optional.empty();
    for (YamlNode trigger : YamlDocuments.items(workflow, "triggers")) {
      if (trigger instanceof YamlMap t
          && YamlDocuments.map(t, "schedule").present("cron").orElse(null)
              instanceof YamlScalar c) {
        schedule = Optional.of(new Schedule(c.text(), Optional.empty(), c.span()));
      }
    }
    Needs needs = new Needs();
    for (YamlNode item : YamlDocuments.items(workflow, "jobs")) {
      String job = item instanceof YamlScalar s ? s.text() : "";
      YamlMap given = YamlMap.empty(item.span());
      if (item instanceof YamlMap map && map.entries().size() == 1) {
        job = map.entries().keySet().iterator().next();
        given = YamlDocuments.map(map, job);
      }
      String shown = YamlDocuments.text(given, "name").orElse(job);
      Unit unit = new Unit(file.file() + ":" + name + "." + shown, UnitKind.CIRCLECI, schedule);
      if (YamlDocuments.map(root, "jobs").get(job).orElse(null) instanceof YamlMap known) {
        used.add(job);
        job(known, given, unit);
        needs.add(shown, unit, YamlDocuments.items(given, "requires"));
      }
    }
    needs.order(new Unit(file.file() + ":" + name, UnitKind.CIRCLECI, schedule), context);
  }

  private void job(YamlMap job, YamlMap given, Unit unit) {
    ShellRunner runner = new ShellRunner(context, unit);
    Scope scope = new Scope();
    scope.script = file.file();
    parameters(job, given, scope, runner);
    Words.export(file, job.present("environment"), scope, scope, runner);
    YamlDocuments.text(job, "working_directory").ifPresent(d -> scope.folder = folder(d));
    steps(job, "steps", scope, unit, 0);
  }

  private static Optional<String> folder(String path) {
    // The repository is checked out to such a folder.
    String below = path.replaceFirst("^(~|/root|/home/\\w+)/(project|repo|[\\w-]+)/?", "");
    return below.isEmpty() || below.startsWith("~") ? Optional.empty() : Optional.of(below);
  }

  private void parameters(YamlMap of, YamlMap given, Scope scope, ShellRunner runner) {
    for (YamlMap.Entry e : YamlDocuments.map(of, "parameters").entries().values()) {
      Optional<YamlNode> fallback =
          e.value() instanceof YamlMap m ? m.present("default") : Optional.empty();
      given
          .present(e.key())
          .or(() -> fallback)
          .filter(YamlScalar.class::isInstance)
          .map(YamlScalar.class::cast)
          .ifPresent(
              s ->
                  scope.set(
                      "parameters." + e.key(),
                      runner.expander.value(
                          dev.m2d.scan.shell.ShellParser.document(text(s)), scope),
                      s.text(),
                      Optional.of(s.span())));
    }
  }

  private void steps(YamlMap of, String key, Scope scope, Unit unit, int depth) {
    for (YamlNode step : YamlDocuments.items(of, key)) {
      if (step instanceof YamlScalar name) {
        command(name.text(), YamlMap.empty(name.span()), scope, unit, depth);
      } else if (step instanceof YamlMap map) {
        for (YamlMap.Entry e : map.entries().values()) {
          YamlMap given = e.value() instanceof YamlMap m ? m : YamlMap.empty(map.span());
          if (e.key().equals("run")) {
            run(e.value(), scope, unit);
          } else if (e.key().matches("when|unless") && depth < MAX_DEPTH) {
            conditional(e.key(), given, scope, unit, depth);
          } else {
            command(e.key(), given, scope, unit, depth);
          }
        }
      }
    }
  }

  private void conditional(String word, YamlMap map, Scope scope, Unit unit, int depth) {
    Optional<String> around =
        context.findings.around(
            Optional.of(
                word + " " + YamlDocuments.text(map, "condition").orElse("it is asked for")));
    Optional<String> before = context.findings.around(Optional.empty());
    context.findings.under(around);
    steps(map, "steps", scope, unit, depth + 1);
    context.findings.under(before);
  }

  private void run(YamlNode node, Scope scope, Unit unit) {
    ShellRunner runner = new ShellRunner(context, unit);
    Scope inner = scope.copy();
    YamlNode command = node;
    if (node instanceof YamlMap map) {
      Words.export(file, map.present("environment"), inner, inner, runner);
      YamlDocuments.text(map, "working_directory").ifPresent(d -> inner.folder = folder(d));
      command = map.present("command").orElse(node);
    }
    if (command instanceof YamlScalar script) {
      runner.run(text(script), inner);
      runner.laterVariables.forEach(
          (name, slot) -> {
            scope.set(name, slot.value(), slot.text(), slot.at());
            scope.export(name);
          });
    }
  }

  private void command(String name, YamlMap given, Scope scope, Unit unit, int depth) {
    if (depth < MAX_DEPTH
        && YamlDocuments.map(root, "commands").get(name).orElse(null) instanceof YamlMap command) {
      Scope inner = scope.copy();
      parameters(command, given, inner, new ShellRunner(context, unit));
      steps(command, "steps", inner, unit, depth + 1);
    }
  }

  /** A text with each `<< parameters.name >>` as `${{ parameters.name }}`. */
  private Fragment text(YamlScalar scalar) {
    Fragment text = YamlDocuments.fragment(file, scalar);
    Matcher m = PARAMETER.matcher(text.text());
    FragmentBuilder out = new FragmentBuilder(text.source());
    List<int[]> found = new ArrayList<>();
    int at = 0;
    while (m.find()) {
      out.add(text, at, m.start());
      out.add("${{ " + m.group(1) + " }}", text.offset(m.start()));
      found.add(new int[] {m.start(), m.end()});
      at = m.end();
    }
    out.add(text, at, text.text().length());
    return found.isEmpty() ? text : out.build();
  }
}
