package dev.m2d.scan;

import dev.m2d.scan.text.Fragment;
import dev.m2d.scan.text.FragmentBuilder;
import dev.m2d.scan.text.SourceText;
import dev.m2d.yaml.YamlList;
import dev.m2d.yaml.YamlMap;
import dev.m2d.yaml.YamlNode;
import dev.m2d.yaml.YamlScalar;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Taskfiles: each task is a unit, each of its commands a shell of its own. */
final class TaskfileReader {

  private static final Pattern TEMPLATE =
      Pattern.compile(
          "\\{\\{-?\\s*\\.([A-Za-z_]\\w*)\\s*(?:\\|\\s*default\\s+(\"[^\"]*\"|'[^']*'))?\\s*-?\\}\\}"
              + "|\\{\\{-?\\s*default\\s+\"([^\"]*)\"\\s+\\.([A-Za-z_]\\w*)\\s*-?\\}\\}"
              + "|\\{\\{[^}]*\\}\\}");

  private final SourceText file;
  private final Context context;

  private TaskfileReader(SourceText file, Context context) {
    this.file = file;
    this.context = context;
  }

  static void read(SourceText file, Context context) {
    TaskfileReader reader = new TaskfileReader(file, context);
    for (YamlMap root : YamlDocuments.read(file)) {
      for (YamlMap.Entry task : YamlDocuments.map(root, "tasks").entries().values()) {
        reader.task(root, task.key(), task.value());
      }
    }
  }

  private void task(YamlMap root, String name, YamlNode node) {
    Unit unit = Unit.of(file.file() + ":" + name, UnitKind.TASKFILE);
    ShellRunner runner = new ShellRunner(context, unit);
    Scope scope = new Scope();
    scope.script = file.file();
    Map<String, String> vars = new LinkedHashMap<>();
    vars(root, vars);
    dotenv(root, scope);
    Words.export(file, root.present("env"), scope, scope, runner);
    if (!(node instanceof YamlMap task)) {
      commands(node, vars, Map.of(), scope, runner);
      return;
    }
    vars(task, vars);
    dotenv(task, scope);
    Words.export(file, task.present("env"), scope, scope, runner);
    YamlDocuments.text(task, "dir").ifPresent(d -> scope.folder = Optional.of(Paths.join("", d)));
    task.present("cmds").ifPresent(c -> commands(c, vars, Map.of(), scope, runner));
    task.present("cmd").ifPresent(c -> commands(c, vars, Map.of(), scope, runner));
  }

  private void dotenv(YamlMap of, Scope scope) {
    for (YamlNode item : YamlDocuments.items(of, "dotenv")) {
      if (item instanceof YamlScalar s) {
        context
            .project
            .find(s.text(), List.of(Paths.parent(file.file())))
            .ifPresent(f -> EnvFiles.load(f, scope));
      }
    }
  }

  private static void vars(YamlMap of, Map<String, String> into) {
    for (YamlMap.Entry e : YamlDocuments.map(of, "vars").entries().values()) {
      into.put(e.key(), e.value() instanceof YamlScalar s ? s.text() : "$((task))");
    }
  }

  private void commands(
      YamlNode node,
      Map<String, String> vars,
      Map<String, String> item,
      Scope scope,
      ShellRunner runner) {
    if (node instanceof YamlScalar scalar) {
      runner.run(expand(YamlDocuments.fragment(file, scalar), vars, item), scope.copy());
    } else if (node instanceof YamlList list) {
      list.items().forEach(i -> commands(i, vars, item, scope, runner));
    } else if (node instanceof YamlMap map) {
      Optional<YamlNode> command = map.present("cmd").or(() -> map.present("defer"));
      if (command.isPresent() && command.get() instanceof YamlScalar text) {
        repeat(map, text, vars, scope, runner);
      }
    }
  }

  private void repeat(
      YamlMap map, YamlScalar text, Map<String, String> vars, Scope scope, ShellRunner runner) {
    Optional<YamlNode> items = map.present("for");
    if (items.isEmpty()) {
      commands(text, vars, Map.of(), scope, runner);
    } else if (items.get() instanceof YamlList list) {
      for (YamlNode item : list.items()) {
        if (item instanceof YamlScalar s) {
          commands(text, vars, Map.of("ITEM", s.text()), scope, runner);
        }
      }
    } else {
      commands(text, vars, Map.of("ITEM", "$((task))"), scope, runner);
    }
  }

  private static Fragment expand(
      Fragment text, Map<String, String> vars, Map<String, String> item) {
    Matcher m = TEMPLATE.matcher(text.text());
    FragmentBuilder out = new FragmentBuilder(text.source());
    int at = 0;
    while (m.find()) {
      out.add(text, at, m.start());
      out.add(shell(m, vars, item, 0), text.offset(m.start()));
      at = m.end();
    }
    out.add(text, at, text.text().length());
    return out.build();
  }

  private static String shell(
      Matcher m, Map<String, String> vars, Map<String, String> item, int depth) {
    String name = m.group(1) != null ? m.group(1) : m.group(4);
    if (name == null) {
      return "$((task))";
    }
    String known = item.getOrDefault(name, vars.getOrDefault(name, ""));
    if (!known.isEmpty() && depth < 5) {
      return TEMPLATE
          .matcher(known)
          .replaceAll(
              r -> {
                Matcher inner = TEMPLATE.matcher(r.group());
                return Matcher.quoteReplacement(
                    inner.matches() ? shell(inner, vars, item, depth + 1) : "$((task))");
              });
    }
    String fallback =
        m.group(2) != null ? m.group(2).substring(1, m.group(2).length() - 1) : m.group(3);
    return fallback == null ? "${" + name + "}" : "${" + name + ":-" + fallback + "}";
  }
}
