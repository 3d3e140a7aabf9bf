package dev.m2d.config;

import dev.m2d.diagnostic.Code;
import dev.m2d.diagnostic.Diagnostics;
import dev.m2d.diagnostic.Span;
import dev.m2d.yaml.Located;
import dev.m2d.yaml.MapReader;
import dev.m2d.yaml.PythonText;
import dev.m2d.yaml.YamlList;
import dev.m2d.yaml.YamlMap;
import dev.m2d.yaml.YamlNode;
import dev.m2d.yaml.YamlScalar;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads one entry of `jobs:` in m2d.yaml. */
final class JobReader {

  private static final List<String> LOAD_KEYS =
      List.of("full_refresh", "refresh_catalog", "state_id", "state_id_suffix");
  private static final List<String> KEYS =
      with(
          LOAD_KEYS, "name", "tasks", "env", "environment", "schedule", "timezone", "from", "drop");
  private static final List<String> KINDS = List.of("run", "el", "elt", "invoke", "command");
  private static final List<String> TRANSFORMS = List.of("skip", "run", "only");

  private final MapReader in;
  private final Diagnostics sink;

  JobReader(MapReader in, Diagnostics sink) {
    this.in = in;
    this.sink = sink;
  }

  /** The job; empty when it cannot be used, which is reported. */
  Optional<ToolConfig.JobEntry> read() {
    Optional<Located<String>> name = in.text("name");
    Optional<Located<String>> from = in.text("from");
    boolean drop = in.flag("drop");
    LoadOptions options = options(in);
    Optional<YamlNode> written = in.node("tasks");
    List<TaskEntry> tasks = written.map(node -> tasks(node, options)).orElse(List.of());
    Map<String, Located<String>> env = env();
    in.text("environment").ifPresent(e -> env.put("MELTANO_ENVIRONMENT", e));
    Optional<Located<String>> schedule = in.text("schedule");
    Optional<Located<String>> timezone = in.text("timezone");
    ToolConfigReader.unknown(in, KEYS, sink);
    Span span = name.map(Located::span).orElse(in.map().span());
    if (name.isEmpty() && from.isEmpty()) {
      sink.add(Code.M2D702, in.map().span(), "A job needs a `name`, or `from`.");
      return Optional.empty();
    }
    if (drop && from.isEmpty()) {
      sink.add(Code.M2D702, span, "`drop` needs `from`, the place of what is to be left out.");
      return Optional.empty();
    }
    boolean elsewhere = from.isPresent() || !env.isEmpty() || schedule.isPresent();
    if (written.isEmpty() && !elsewhere) {
      sink.add(Code.M2D702, in.map().span(), "A job needs a `name` and `tasks`.");
      return Optional.empty();
    }
    if (written.isPresent() && name.isEmpty()) {
      sink.add(Code.M2D702, in.map().span(), "A job with `tasks` needs a `name`.");
      return Optional.empty();
    }
    return Optional.of(
        new ToolConfig.JobEntry(name, tasks, env, schedule, timezone, from, drop, span));
  }

  private List<TaskEntry> tasks(YamlNode node, LoadOptions options) {
    if (!(node instanceof YamlList list)) {
      return List.of(new TaskEntry.Run(node, options, node.span()));
    }
    List<TaskEntry> tasks = new ArrayList<>();
    for (YamlNode item : list.items()) {
      if (item instanceof YamlMap map) {
        task(new MapReader(map, sink, Code.M2D702), options).ifPresent(tasks::add);
      } else {
        tasks.add(new TaskEntry.Run(item, options, item.span()));
      }
    }
    return tasks;
  }

  private Optional<TaskEntry> task(MapReader task, LoadOptions common) {
    Span span = task.map().span();
    List<String> kinds = KINDS.stream().filter(k -> task.node(k).isPresent()).toList();
    if (kinds.size() != 1) {
      sink.add(
          Code.M2D702,
          span,
          "A task is a text, or a mapping with one of `" + String.join("`, `", KINDS) + "`.");
      return Optional.empty();
    }
    String kind = kinds.get(0);
    Optional<Located<String>> words = task.text(kind);
    Optional<TaskEntry> read =
        switch (kind) {
          case "run" -> run(task, common, span);
          case "el", "elt" -> words.flatMap(w -> elt(task, kind, w, common, span));
          case "invoke" -> words.map(w -> new TaskEntry.Invoke(w, span));
          default ->
              words.map(w -> new TaskEntry.Program(w, task.text("cwd").map(Located::value), span));
        };
    ToolConfigReader.unknown(task, known(kind), sink);
    return read;
  }

  private static List<String> known(String kind) {
    return switch (kind) {
      case "run", "el" -> with(LOAD_KEYS, kind);
      case "elt" -> with(LOAD_KEYS, kind, "transform");
      case "invoke" -> List.of(kind);
      default -> List.of(kind, "cwd");
    };
  }

  private static Optional<TaskEntry> run(MapReader task, LoadOptions common, Span span) {
    LoadOptions options = options(task).or(common);
    return task.node("run").map(words -> new TaskEntry.Run(words, options, span));
  }

  private Optional<TaskEntry> elt(
      MapReader task, String kind, Located<String> words, LoadOptions common, Span span) {
    Optional<Located<String>> transform =
        kind.equals("elt") ? task.text("transform") : Optional.empty();
    if (transform.isPresent() && !TRANSFORMS.contains(transform.get().value())) {
      sink.add(Code.M2D702, transform.get().span(), "`transform` is `skip`, `run` or `only`.");
      return Optional.empty();
    }
    LoadOptions options = options(task).or(common);
    String which = transform.map(Located::value).orElse("skip");
    return Optional.of(new TaskEntry.Elt(words, which, options, span));
  }

  private static LoadOptions options(MapReader from) {
    return new LoadOptions(
        from.flag("full_refresh"),
        from.flag("refresh_catalog"),
        from.text("state_id").map(Located::value),
        from.text("state_id_suffix").map(Located::value));
  }

  private Map<String, Located<String>> env() {
    Map<String, Located<String>> env = new LinkedHashMap<>();
    for (YamlMap.Entry entry : in.mapOrEmpty("env").entries().values()) {
      if (!entry.key().matches("[A-Za-z_][A-Za-z0-9_]*")) {
        sink.add(
            Code.M2D702,
            entry.keySpan(),
            "`" + entry.key() + "` is no name of a variable: letters, digits and `_` only.");
      } else if (entry.value() instanceof YamlScalar scalar && !scalar.value().isNull()) {
        String text = PythonText.str(scalar.value());
        env.put(entry.key(), new Located<>(text, scalar.span()));
      } else {
        sink.add(
            Code.M2D702,
            entry.value().span(),
            "`" + entry.key() + "` must be text, but is " + entry.value().description() + ".");
      }
    }
    return env;
  }

  private static List<String> with(List<String> some, String... more) {
    List<String> all = new ArrayList<>(List.of(more));
    all.addAll(some);
    return List.copyOf(all);
  }
}
