package dev.m2d.scan;

import dev.m2d.scan.shell.ShellParser;
import dev.m2d.scan.text.SourceText;
import dev.m2d.yaml.YamlList;
import dev.m2d.yaml.YamlMap;
import dev.m2d.yaml.YamlNode;
import dev.m2d.yaml.YamlScalar;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Kubernetes' CronJob, Job and their like: containers and what they start. */
final class KubernetesReader {

  private static final int MAX_DEPTH = 40;
  private static final Set<String> VERBS =
      Set.of("run", "el", "elt", "invoke", "schedule", "install", "job", "state");

  private final SourceText file;
  private final Context context;

  KubernetesReader(SourceText file, Context context) {
    this.file = file;
    this.context = context;
  }

  static void read(SourceText file, Context context) {
    KubernetesReader reader = new KubernetesReader(file, context);
    for (YamlMap root : YamlDocuments.read(file)) {
      reader.object(root);
    }
  }

  private void object(YamlMap root) {
    if (root.present("kind").isEmpty()) {
      return;
    }
    if (YamlDocuments.text(root, "kind").equals(Optional.of("List"))) {
      YamlDocuments.items(root, "items").stream()
          .filter(YamlMap.class::isInstance)
          .forEach(i -> object((YamlMap) i));
      return;
    }
    YamlMap spec = YamlDocuments.map(root, "spec");
    YamlMap meta = YamlDocuments.map(root, "metadata");
    String name =
        YamlDocuments.text(meta, "name")
            .or(() -> YamlDocuments.text(meta, "generateName"))
            .orElse("unnamed");
    List<Optional<Schedule>> schedules = new ArrayList<>();
    List<YamlNode> crons = new ArrayList<>(YamlDocuments.items(spec, "schedule"));
    crons.addAll(YamlDocuments.items(spec, "schedules"));
    Optional<String> zone =
        YamlDocuments.text(spec, "timeZone").or(() -> YamlDocuments.text(spec, "timezone"));
    for (YamlNode cron : crons) {
      if (cron instanceof YamlScalar s) {
        schedules.add(Optional.of(new Schedule(s.text(), zone, s.span())));
      }
    }
    if (schedules.isEmpty()) {
      schedules.add(Optional.empty());
    }
    if (ArgoTemplates.isWorkflow(root)) {
      ArgoReader.read(file, root, file.file() + ":" + name, schedules, context);
      return;
    }
    for (Optional<Schedule> schedule : schedules) {
      walk(spec, file.file() + ":" + name, schedule, new Scope(), 0);
    }
  }

  /** What the containers below a node start. */
  void walk(YamlMap node, Unit unit, Scope scope) {
    node.entries().values().forEach(e -> walk(e.value(), unit.name(), unit.schedule(), scope, 0));
  }

  private void walk(YamlNode node, String unit, Optional<Schedule> when, Scope scope, int depth) {
    if (depth > MAX_DEPTH) {
      return;
    }
    if (node instanceof YamlList list) {
      list.items().forEach(i -> walk(i, unit, when, scope, depth + 1));
    } else if (node instanceof YamlMap map) {
      String inner =
          map.get("container").isPresent() || map.get("script").isPresent()
              ? YamlDocuments.text(map, "name").map(n -> unit + "." + n).orElse(unit)
              : unit;
      Scope own = scope.copy();
      parameters(map, own);
      if (isContainer(map)) {
        container(map, new Unit(inner, UnitKind.ARGO, when), own);
      } else {
        map.entries().values().forEach(e -> walk(e.value(), inner, when, own, depth + 1));
      }
    }
  }

  /** The defaults of an Argo template's parameters. */
  static void parameters(YamlMap map, Scope scope) {
    parameters(YamlDocuments.map(map, "inputs"), "inputs.parameters.", scope);
    parameters(YamlDocuments.map(map, "arguments"), "workflow.parameters.", scope);
  }

  private static void parameters(YamlMap of, String prefix, Scope scope) {
    for (YamlNode node : YamlDocuments.items(of, "parameters")) {
      if (node instanceof YamlMap p
          && p.present("value").orElse(null) instanceof YamlScalar value) {
        YamlDocuments.text(p, "name")
            .ifPresent(
                n ->
                    scope.set(
                        prefix + n,
                        Value.fallback(value.text(), Set.of(prefix + n)),
                        value.text(),
                        Optional.of(value.span())));
      }
    }
  }

  private static boolean isContainer(YamlMap map) {
    boolean starts =
        map.get("command").isPresent()
            || map.get("args").isPresent()
            || map.get("source").isPresent();
    return starts
        && (map.get("image").isPresent()
            || map.get("env").isPresent()
            || map.get("name").isPresent());
  }

  private void container(YamlMap map, Unit unit, Scope scope) {
    ShellRunner runner = new ShellRunner(context, unit);
    scope.script = file.file();
    Words.export(file, map.present("env"), new Scope(), scope, runner);
    templated(map, scope, runner);
    YamlDocuments.text(map, "workingDir").ifPresent(d -> scope.folder = Optional.of(d));
    if (map.present("source").orElse(null) instanceof YamlScalar source) {
      runner.run(Templates.shell(YamlDocuments.fragment(file, source)), scope);
      return;
    }
    List<Field> words = new ArrayList<>(words(map, "command", scope, runner));
    boolean command = !words.isEmpty();
    words.addAll(words(map, "args", scope, runner));
    if (words.isEmpty()) {
      return;
    }
    String first = words.get(0).known();
    boolean meltano =
        YamlDocuments.text(map, "image").filter(i -> i.matches("\\S*meltano\\S*")).isPresent();
    if (!command && meltano && (VERBS.contains(first) || first.startsWith("--"))) {
      words.add(0, new Field(Value.known("meltano"), "meltano", words.get(0).at()));
    }
    runner.start(words, DockerReader.text(words), scope);
  }

  /** Variables whose value is, or holds, `{{ name }}`. */
  private void templated(YamlMap map, Scope scope, ShellRunner runner) {
    for (YamlNode item : YamlDocuments.items(map, "env")) {
      if (item instanceof YamlMap variable
          && variable.present("value").orElse(null) instanceof YamlScalar value
          && value.text().contains("{{")) {
        Value known =
            runner.expander.value(
                ShellParser.document(Templates.shell(YamlDocuments.fragment(file, value))), scope);
        YamlDocuments.text(variable, "name")
            .ifPresent(
                name -> {
                  scope.set(name, known, value.text(), Optional.of(value.span()));
                  scope.export(name);
                });
      }
    }
  }

  private List<Field> words(YamlMap map, String key, Scope scope, ShellRunner runner) {
    List<Field> fields = new ArrayList<>();
    for (YamlNode item : YamlDocuments.items(map, key)) {
      if (item instanceof YamlScalar scalar) {
        fields.add(Templates.field(file, scalar, scope, runner));
      }
    }
    return fields;
  }
}
