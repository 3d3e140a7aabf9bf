package dev.m2d.scan;

import dev.m2d.scan.text.SourceText;
import dev.m2d.yaml.YamlList;
import dev.m2d.yaml.YamlMap;
import dev.m2d.yaml.YamlNode;
import dev.m2d.yaml.YamlScalar;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Workflows of Argo: from the entry point along `steps` and `dag`, with what each hands to the
 * template it starts. A workflow is one sequence; what Argo would start side by side keeps the
 * order of the file.
 */
final class ArgoReader {

  private static final int MAX_DEPTH = 12;

  /** More than any workflow starts; steps that start steps twice would multiply beyond it. */
  private static final int MAX_STARTS = 2_000;

  private static final Pattern TASK = Pattern.compile("([A-Za-z0-9_-]+)(?:\\.([A-Za-z]+))?");
  private static final Set<String> NORMAL = Set.of("Succeeded", "Completed", "AnySucceeded");

  private final SourceText file;
  private final KubernetesReader containers;
  private final Context context;
  private final ArgoTemplates known;
  private final YamlMap spec;
  private final Map<String, YamlMap> templates = new LinkedHashMap<>();
  private final Set<String> reached = new HashSet<>();
  private int starts;

  private ArgoReader(SourceText file, Context context, ArgoTemplates known, YamlMap spec) {
    this.file = file;
    this.containers = new KubernetesReader(file, context);
    this.context = context;
    this.known = known;
    this.spec = spec;
    for (YamlNode item : YamlDocuments.items(spec, "templates")) {
      if (item instanceof YamlMap map) {
        YamlDocuments.text(map, "name").ifPresent(name -> templates.putIfAbsent(name, map));
      }
    }
  }

  /**
   * Reads a workflow, once a schedule.
   *
   * @param name the unit that holds it
   */
  static void read(
      SourceText file, YamlMap root, String name, List<Optional<Schedule>> when, Context context) {
    ArgoTemplates known = new ArgoTemplates(context.project);
    if (known.isUsed(root)) {
      return;
    }
    for (Optional<Schedule> schedule : when) {
      new ArgoReader(file, context, known, ArgoTemplates.spec(root))
          .workflow(new Unit(name, UnitKind.ARGO, schedule));
    }
  }

  private void workflow(Unit unit) {
    Scope scope = new Scope();
    KubernetesReader.parameters(spec, scope);
    Optional<ArgoTemplates.Found> other = known.workflow(spec);
    other.ifPresent(
        o ->
            new ArgoReader(o.file(), context, known, o.spec())
                .from(YamlDocuments.text(spec, "entrypoint"), unit, scope));
    from(YamlDocuments.text(spec, "entrypoint"), unit, scope);
    for (Map.Entry<String, YamlMap> e : templates.entrySet()) {
      if (!reached.contains(e.getKey())) {
        template(e.getKey(), part(unit, e.getKey()), scope, Map.of(), 0);
      }
    }
  }

  private void from(Optional<String> entry, Unit unit, Scope outer) {
    Scope scope = outer.copy();
    KubernetesReader.parameters(spec, scope);
    Optional<String> first =
        entry.or(() -> YamlDocuments.text(spec, "entrypoint")).filter(templates::containsKey);
    Optional<String> last = YamlDocuments.text(spec, "onExit").filter(templates::containsKey);
    if (last.isEmpty()) {
      first.ifPresent(name -> template(name, unit, scope, Map.of(), 0));
      return;
    }
    List<Unit> parts = new ArrayList<>();
    first.ifPresent(
        name -> {
          parts.add(part(unit, name));
          template(name, part(unit, name), scope, Map.of(), 0);
        });
    parts.add(part(unit, last.get()));
    under(
        Optional.of("the workflow has ended"),
        () -> template(last.get(), part(unit, last.get()), scope, Map.of(), 0));
    context.sequences.add(new Context.Sequence(unit, parts));
  }

  private void template(
      String name, Unit unit, Scope outer, Map<String, Field> arguments, int depth) {
    YamlMap map = templates.get(name);
    if (map == null || depth > MAX_DEPTH || ++starts > MAX_STARTS) {
      return;
    }
    reached.add(name);
    Scope scope = outer.copy();
    KubernetesReader.parameters(map, scope);
    arguments.forEach(
        (key, value) ->
            scope.set(
                "inputs.parameters." + key, value.value(), value.shown(), Optional.of(value.at())));
    if (map.get("steps").isPresent()) {
      List<YamlMap> steps = new ArrayList<>();
      for (YamlNode group : YamlDocuments.items(map, "steps")) {
        List<YamlNode> side = group instanceof YamlList list ? list.items() : List.of(group);
        side.stream().filter(YamlMap.class::isInstance).forEach(s -> steps.add((YamlMap) s));
      }
      sequence(steps, unit, scope, depth);
    } else if (map.get("dag").isPresent()) {
      sequence(
          ordered(YamlDocuments.items(YamlDocuments.map(map, "dag"), "tasks")), unit, scope, depth);
    } else {
      containers.walk(map, unit, scope);
    }
  }

  private void sequence(List<YamlMap> steps, Unit unit, Scope scope, int depth) {
    List<Unit> parts = new ArrayList<>();
    for (YamlMap step : steps) {
      String name = YamlDocuments.text(step, "name").orElse("step" + parts.size());
      under(condition(step), () -> step(step, part(unit, name), scope, depth, parts));
    }
    context.sequences.add(new Context.Sequence(unit, parts));
  }

  private void step(YamlMap step, Unit unit, Scope outer, int depth, List<Unit> parts) {
    List<YamlNode> items = YamlDocuments.items(step, "withItems");
    if (items.isEmpty()) {
      start(step, unit, outer.copy(), depth, parts);
      return;
    }
    int number = 0;
    for (YamlNode item : items) {
      Scope scope = outer.copy();
      if (item instanceof YamlScalar scalar) {
        scope.set(
            "template.item", Value.known(scalar.text()), scalar.text(), Optional.of(scalar.span()));
      } else if (item instanceof YamlMap map) {
        for (YamlMap.Entry e : map.entries().values()) {
          if (e.value() instanceof YamlScalar s) {
            scope.set("item." + e.key(), Value.known(s.text()), s.text(), Optional.of(s.span()));
          }
        }
      }
      start(step, part(unit, String.valueOf(number++)), scope, depth, parts);
    }
  }

  private void start(YamlMap step, Unit unit, Scope scope, int depth, List<Unit> parts) {
    parts.add(unit);
    Map<String, Field> arguments = arguments(step, scope, unit);
    Scope inner = scope.copy();
    YamlMap reference = YamlDocuments.map(step, "templateRef");
    YamlMap inline = YamlDocuments.map(step, "inline");
    if (!inline.entries().isEmpty()) {
      containers.walk(inline, unit, inner);
    } else if (reference.entries().isEmpty()) {
      YamlDocuments.text(step, "template")
          .ifPresent(name -> template(name, unit, inner, arguments, depth + 1));
    } else {
      YamlDocuments.text(reference, "name")
          .flatMap(known::named)
          .ifPresent(
              other ->
                  new ArgoReader(other.file(), context, known, other.spec())
                      .template(
                          YamlDocuments.text(reference, "template").orElse(""),
                          unit,
                          inner,
                          arguments,
                          depth + 1));
    }
  }

  private Map<String, Field> arguments(YamlMap step, Scope scope, Unit unit) {
    Map<String, Field> given = new LinkedHashMap<>();
    ShellRunner runner = new ShellRunner(context, unit);
    for (YamlNode node : YamlDocuments.items(YamlDocuments.map(step, "arguments"), "parameters")) {
      if (node instanceof YamlMap p
          && p.present("value").orElse(null) instanceof YamlScalar value) {
        YamlDocuments.text(p, "name")
            .ifPresent(n -> given.put(n, Templates.field(file, value, scope, runner)));
      }
    }
    return given;
  }

  /** `when`, and a `depends` that asks for more than that others went well. */
  private static Optional<String> condition(YamlMap step) {
    Optional<String> depends =
        YamlDocuments.text(step, "depends").filter(d -> !isPlain(d)).map(d -> "depends: " + d);
    return YamlDocuments.text(step, "when").map(w -> "when: " + w).or(() -> depends);
  }

  private static boolean isPlain(String depends) {
    Matcher m = TASK.matcher(depends);
    boolean plain = !depends.contains("!") && !depends.contains("||");
    while (plain && m.find()) {
      plain = m.group(2) == null || NORMAL.contains(m.group(2));
    }
    return plain;
  }

  /** Tasks of a `dag`, each after those that it waits for. */
  private static List<YamlMap> ordered(List<YamlNode> items) {
    Map<String, YamlMap> tasks = new LinkedHashMap<>();
    for (YamlNode item : items) {
      if (item instanceof YamlMap map) {
        tasks.put(YamlDocuments.text(map, "name").orElse("task" + tasks.size()), map);
      }
    }
    Set<YamlMap> placed = new LinkedHashSet<>();
    tasks.keySet().forEach(name -> place(name, tasks, new HashSet<>(), placed));
    return List.copyOf(placed);
  }

  private static void place(
      String name, Map<String, YamlMap> tasks, Set<String> path, Set<YamlMap> placed) {
    @Nullable YamlMap task = tasks.get(name);
    if (task == null || placed.contains(task) || !path.add(name)) {
      return;
    }
    for (YamlNode before : YamlDocuments.items(task, "dependencies")) {
      if (before instanceof YamlScalar scalar) {
        place(scalar.text(), tasks, path, placed);
      }
    }
    Matcher m = TASK.matcher(YamlDocuments.text(task, "depends").orElse(""));
    while (m.find()) {
      place(m.group(1), tasks, path, placed);
    }
    placed.add(task);
  }

  private void under(Optional<String> condition, Runnable read) {
    Optional<String> before = context.findings.around(Optional.empty());
    context.findings.under(context.findings.around(condition));
    read.run();
    context.findings.under(before);
  }

  private static Unit part(Unit unit, String name) {
    return new Unit(unit.name() + "." + name, unit.kind(), unit.schedule());
  }
}
