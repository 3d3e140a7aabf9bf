package dev.m2d.scan;

import dev.m2d.diagnostic.Span;
import dev.m2d.scan.text.Fragment;
import dev.m2d.scan.text.FragmentBuilder;
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
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Taskfiles: each task is a unit, each of its commands a shell of its own. The tasks that it names
 * under `deps` or `cmds` are started by it.
 */
final class TaskfileReader implements TargetFile {

  private static final Pattern TEMPLATE =
      Pattern.compile(
          "\\{\\{-?\\s*\\.([A-Za-z_]\\w*)\\s*(?:\\|\\s*default\\s+(\"[^\"]*\"|'[^']*'))?\\s*-?\\}\\}"
              + "|\\{\\{-?\\s*default\\s+\"([^\"]*)\"\\s+\\.([A-Za-z_]\\w*)\\s*-?\\}\\}"
              + "|\\{\\{[^}]*\\}\\}");

  private final SourceText file;
  private final Context context;
  private final Map<String, YamlNode> tasks = new LinkedHashMap<>();
  private final Map<String, String> included = new LinkedHashMap<>();
  private YamlMap root;

  TaskfileReader(SourceText file, Context context) {
    this.file = file;
    this.context = context;
    this.root = YamlMap.empty(Span.ofFile(file.file()));
    for (YamlMap map : YamlDocuments.read(file)) {
      root = map;
      YamlDocuments.map(map, "tasks")
          .entries()
          .values()
          .forEach(e -> tasks.put(e.key(), e.value()));
      YamlDocuments.map(map, "includes").entries().values().forEach(e -> include(e));
    }
  }

  private void include(YamlMap.Entry entry) {
    Optional<String> path =
        entry.value() instanceof YamlScalar s
            ? Optional.of(s.text())
            : entry.value() instanceof YamlMap m
                ? YamlDocuments.text(m, "taskfile")
                : Optional.empty();
    path.map(p -> Paths.join(Paths.parent(file.file()), p))
        .flatMap(
            p ->
                Stream.of(p, p + "/Taskfile.yml", p + "/Taskfile.yaml")
                    .filter(context.project.files()::containsKey)
                    .findFirst())
        .ifPresent(p -> included.put(entry.key(), p));
  }

  @Override
  public List<String> targets() {
    return List.copyOf(tasks.keySet());
  }

  @Override
  public Optional<String> first() {
    return Optional.of("default").filter(tasks::containsKey);
  }

  @Override
  public UnitKind kind() {
    return UnitKind.TASKFILE;
  }

  @Override
  public void run(String target, List<Field> arguments, Unit unit, Scope environment) {
    YamlNode node = tasks.get(target);
    if (node == null) {
      return;
    }
    ShellRunner runner = new ShellRunner(context, unit);
    Scope scope = environment.copy();
    scope.script = file.file();
    Map<String, String> vars = new LinkedHashMap<>();
    vars(root, vars);
    dotenv(root, scope);
    Words.export(file, root.present("env"), scope, scope, runner);
    if (!(node instanceof YamlMap task)) {
      given(arguments, vars);
      commands(node, vars, Map.of(), scope, runner);
      return;
    }
    vars(task, vars);
    given(arguments, vars);
    dotenv(task, scope);
    Words.export(file, task.present("env"), scope, scope, runner);
    YamlDocuments.text(task, "dir").ifPresent(d -> scope.folder = Optional.of(Paths.join("", d)));
    for (YamlNode need : YamlDocuments.items(task, "deps")) {
      if (need instanceof YamlScalar name) {
        needs(name, List.of(), environment, runner);
      } else if (need instanceof YamlMap map) {
        task(map, vars, environment, runner);
      }
    }
    task.present("cmds").ifPresent(c -> commands(c, vars, Map.of(), scope, runner));
    task.present("cmd").ifPresent(c -> commands(c, vars, Map.of(), scope, runner));
  }

  /** Another task, of this file or of one that it includes, which is started here. */
  private void needs(YamlScalar name, List<Field> given, Scope environment, ShellRunner runner) {
    String text = name.text().replaceFirst("^:", "");
    int colon = text.indexOf(':');
    String other = colon < 0 ? "" : included.getOrDefault(text.substring(0, colon), "");
    if (tasks.containsKey(text)) {
      runner.needs(file.file(), text, given, environment, false, name.span());
    } else if (!other.isEmpty()) {
      runner.needs(other, text.substring(colon + 1), given, environment, false, name.span());
    } else {
      runner.open(name.span(), "task: " + name.text(), "no Taskfile that was read has this task");
    }
  }

  /** `{task: load, vars: {NAME: value}}`. */
  private void task(YamlMap map, Map<String, String> vars, Scope environment, ShellRunner runner) {
    if (!(map.present("task").orElse(null) instanceof YamlScalar name)) {
      return;
    }
    List<Field> given = new ArrayList<>();
    for (YamlMap.Entry e : YamlDocuments.map(map, "vars").entries().values()) {
      if (e.value() instanceof YamlScalar s) {
        Matcher whole = TEMPLATE.matcher(s.text().strip());
        String text = whole.matches() ? shell(whole, vars, Map.of(), 0) : s.text();
        Value value =
            text.matches("[^${]*")
                ? Value.known(e.key() + "=" + text)
                : Value.unknown("task computes it");
        given.add(new Field(value, e.key() + "=" + text, s.span()));
      }
    }
    needs(name, given, environment, runner);
  }

  /** Variables that whoever starts the task gives; what is not known stays so. */
  private static void given(List<Field> arguments, Map<String, String> vars) {
    for (Field argument : arguments) {
      int equals = argument.shown().indexOf('=');
      if (equals > 0) {
        String value = argument.shown().substring(equals + 1);
        vars.put(
            argument.shown().substring(0, equals),
            argument.value().isLiteral() || value.startsWith("${") ? value : "$((task))");
      }
    }
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
      if (map.present("defer").orElse(null) instanceof YamlMap later) {
        task(later, vars, scope, runner);
      }
      task(map, vars, scope, runner);
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
