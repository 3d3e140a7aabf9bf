package dev.m2d.meltano;

import dev.m2d.diagnostic.Code;
import dev.m2d.diagnostic.Diagnostics;
import dev.m2d.diagnostic.Span;
import dev.m2d.naming.DidYouMean;
import dev.m2d.yaml.Located;
import dev.m2d.yaml.MapReader;
import dev.m2d.yaml.PythonText;
import dev.m2d.yaml.TextFiles;
import dev.m2d.yaml.Value;
import dev.m2d.yaml.YamlList;
import dev.m2d.yaml.YamlMap;
import dev.m2d.yaml.YamlNode;
import dev.m2d.yaml.YamlScalar;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads meltano.yml and its included files. */
public final class ProjectParser {

  /** Types of plugins in the projects of Meltano 1. */
  private static final Set<String> GIVEN_UP = Set.of("models", "dashboards");

  private final TextFiles files;
  private final Diagnostics sink;
  private final PluginParser plugins;

  private ProjectParser(TextFiles files) {
    this.files = files;
    this.sink = files.sink();
    this.plugins = new PluginParser(sink);
  }

  /** The project in the root of `files`; empty when it cannot be read, which is reported. */
  public static Optional<ProjectFile> parse(TextFiles files) {
    return new ProjectParser(files).project();
  }

  private Optional<ProjectFile> project() {
    Optional<YamlNode> node = files.yaml(files.root().resolve("meltano.yml"));
    if (node.isEmpty()) {
      return Optional.empty();
    }
    if (!(node.get() instanceof YamlMap main)) {
      if (node.get() instanceof YamlScalar s && s.value().isNull()) {
        sink.add(Code.M2D103, Span.ofFile("meltano.yml"), "The file `meltano.yml` is empty.");
      } else {
        sink.add(
            Code.M2D201,
            node.get().span(),
            "A project must be a mapping, but is " + node.get().description() + ".");
      }
      return Optional.empty();
    }
    Optional<Includes.Merged> merged = new Includes(files).merge(main);
    return merged.map(m -> project(m.map(), m.included()));
  }

  private ProjectFile project(YamlMap map, List<String> included) {
    Names.check(map, sink);
    MapReader in = new MapReader(map, sink, Code.M2D201);
    annotations(in);
    Map<String, Located<Value>> env = new LinkedHashMap<>();
    in.mapOrEmpty("env")
        .entries()
        .forEach(
            (k, e) ->
                env.put(
                    k,
                    e.value().value().isNull()
                        ? e.value().located()
                        : new Located<>(
                            new Value.Text(PythonText.str(e.value().value())), e.value().span())));
    return new ProjectFile(
        included,
        written(in, "version", Value.Int.of(1)),
        in.text("requires_meltano"),
        env,
        plugins(in.mapOrEmpty("plugins")),
        in.maps("environments").stream().flatMap(m -> environment(m).stream()).toList(),
        in.maps("jobs").stream().flatMap(m -> job(m).stream()).toList(),
        in.maps("schedules").stream().flatMap(m -> schedule(m).stream()).toList(),
        new YamlMap(in.rest(), map.span()),
        map.span());
  }

  /** The value of a key as it is, null included. */
  private static Value written(MapReader in, String key, Value otherwise) {
    in.ignore(key);
    return in.map().get(key).map(YamlNode::value).orElse(otherwise);
  }

  private List<PluginEntry> plugins(YamlMap byType) {
    Map<PluginType, List<PluginEntry>> found = new EnumMap<>(PluginType.class);
    for (YamlMap.Entry e : byType.entries().values()) {
      Optional<PluginType> type = type(e);
      List<YamlNode> items = items(e, sink);
      type.ifPresent(
          t ->
              items.forEach(
                  item -> {
                    if (item instanceof YamlMap map) {
                      plugins
                          .entry(t, map)
                          .ifPresent(p -> found.computeIfAbsent(t, x -> new ArrayList<>()).add(p));
                    } else {
                      sink.add(
                          Code.M2D201,
                          item.span(),
                          "An entry of `"
                              + e.key()
                              + "` must be a mapping, but is "
                              + item.description()
                              + ".");
                    }
                  }));
    }
    return found.values().stream().flatMap(List::stream).toList();
  }

  /** The type of a list of plugins; Meltano does not look at the name of one that is empty. */
  private Optional<PluginType> type(YamlMap.Entry e) {
    return type(e, items(e, new Diagnostics()).isEmpty());
  }

  private Optional<PluginType> type(YamlMap.Entry e, boolean empty) {
    Optional<PluginType> type = PluginType.ofKey(e.key());
    if (type.isEmpty() && !empty && GIVEN_UP.contains(e.key())) {
      sink.add(
          Code.M2D260,
          e.keySpan(),
          "Meltano 2 gave up the plugin type `" + e.key() + "`; its entries are left out.");
    } else if (type.isEmpty() && !empty) {
      List<String> known = Arrays.stream(PluginType.values()).map(PluginType::key).toList();
      sink.add(
          Code.M2D203,
          e.keySpan(),
          "The plugin type `" + e.key() + "` is unknown." + DidYouMean.hint(e.key(), known));
    }
    return type;
  }

  private static List<YamlNode> items(YamlMap.Entry e, Diagnostics sink) {
    if (e.value() instanceof YamlList list) {
      return list.items();
    }
    Value value = e.value().value();
    boolean isEmpty = value.equals(Value.text("")) || value.equals(new Value.Fields(Map.of()));
    if (isEmpty) {
      return List.of();
    }
    sink.add(
        Code.M2D201,
        e.value().span(),
        "`" + e.key() + "` must be a list, but is " + e.value().description() + ".");
    return List.of();
  }

  private Optional<EnvironmentEntry> environment(YamlMap map) {
    MapReader in = new MapReader(map, sink, Code.M2D201);
    Optional<Located<String>> name = name(in, "environment");
    annotations(in);
    MapReader config = new MapReader(in.mapOrEmpty("config"), sink, Code.M2D201);
    List<EnvironmentEntry.PluginConfig> configured = new ArrayList<>();
    for (YamlMap.Entry e : config.mapOrEmpty("plugins").entries().values()) {
      // In an environment it does look at it; `mappings` is a type that only Meltano uses.
      Optional<PluginType> type = type(e, e.key().equals("mappings"));
      for (YamlNode item : items(e, sink)) {
        if (type.isPresent() && item instanceof YamlMap plugin) {
          pluginConfig(type.get(), plugin).ifPresent(configured::add);
        }
      }
    }
    Optional<EnvironmentEntry> environment =
        name.map(
            n ->
                EnvironmentEntry.of(
                    n.value(),
                    in.mapOrEmpty("env").locatedFields(),
                    in.node("state_id_suffix")
                        .filter(YamlScalar.class::isInstance)
                        .flatMap(s -> in.text("state_id_suffix")),
                    in.node("state_id_suffix").map(YamlNode::value).orElseGet(Value.Null::new),
                    configured,
                    n.span()));
    if (environment.isPresent()) {
      unknown(in, "an environment");
    }
    return environment;
  }

  private Optional<EnvironmentEntry.PluginConfig> pluginConfig(PluginType type, YamlMap map) {
    MapReader in = new MapReader(map, sink, Code.M2D201);
    annotations(in);
    return name(in, "plugin of an environment")
        .map(
            name ->
                new EnvironmentEntry.PluginConfig(
                    type,
                    name.value(),
                    in.mapOrEmpty("config").copied(),
                    in.mapOrEmpty("env").locatedFields(),
                    in.rest(),
                    name.span()));
  }

  private Optional<JobEntry> job(YamlMap map) {
    MapReader in = new MapReader(map, sink, Code.M2D201);
    annotations(in);
    Optional<JobEntry> job =
        name(in, "job")
            .map(
                name ->
                    new JobEntry(
                        name.value(),
                        in.node("tasks").orElse(new YamlList(List.of(), map.span())),
                        name.span()));
    if (job.isPresent()) {
      unknown(in, "a job");
      if (map.get("tasks").isEmpty()) {
        sink.add(
            Code.M2D225,
            job.get().span(),
            "The job `" + job.get().name() + "` has no `tasks`; Meltano refuses the project.");
      }
    }
    return job;
  }

  private Optional<ScheduleEntry> schedule(YamlMap map) {
    MapReader in = new MapReader(map, sink, Code.M2D201);
    annotations(in);
    Optional<ScheduleEntry> schedule =
        name(in, "schedule")
            .map(
                name ->
                    new ScheduleEntry(
                        name.value(),
                        in.text("interval"),
                        in.map().get("interval").map(YamlNode::value).orElseGet(Value.Null::new),
                        in.mapOrEmpty("env").locatedFields(),
                        in.text("job").filter(j -> !j.value().isEmpty()),
                        in.text("extractor"),
                        in.text("loader"),
                        in.text("transform"),
                        name.span()));
    schedule.ifPresent(s -> check(s, in));
    return schedule;
  }

  private void check(ScheduleEntry schedule, MapReader in) {
    if (in.map().get("interval").isEmpty()) {
      sink.add(
          Code.M2D263,
          schedule.span(),
          "The schedule `" + schedule.name() + "` has no `interval`; it never runs by itself.");
    } else if (in.map().present("interval").isEmpty()) {
      sink.add(
          Code.M2D508,
          schedule.span(),
          "Schedule `"
              + schedule.name()
              + "` never runs by itself in Meltano (its interval is empty), and neither does it"
              + " here.");
    }
    for (YamlMap.Entry e : in.rest().values()) {
      sink.add(
          Code.M2D218,
          e.keySpan(),
          "Meltano ignores the key `" + e.key() + "` of a schedule; it is left out.");
    }
  }

  private Optional<Located<String>> name(MapReader in, String what) {
    Optional<Located<String>> name = in.text("name");
    if (name.isEmpty()) {
      sink.add(Code.M2D202, in.map().span(), "This " + what + " has no `name`.");
    } else if (name.get().value().contains(":") && what.contains("environment")) {
      sink.add(
          Code.M2D204,
          name.get().span(),
          "The name `" + name.get().value() + "` contains a colon, which Meltano refuses.");
    }
    return name;
  }

  private void unknown(MapReader in, String what) {
    for (YamlMap.Entry e : in.rest().values()) {
      sink.add(
          Code.M2D217,
          e.keySpan(),
          "Meltano refuses the key `" + e.key() + "` of " + what + "; it is left out.");
    }
  }

  private void annotations(MapReader in) {
    in.node("annotations")
        .ifPresent(
            n ->
                sink.add(
                    Code.M2D232,
                    n.span(),
                    "The annotations here are notes for other tools; they are not carried over."));
  }
}
