package dev.m2d.meltano.resolve;

import dev.m2d.diagnostic.Diagnostics;
import dev.m2d.diagnostic.Span;
import dev.m2d.meltano.JobEntry;
import dev.m2d.meltano.PluginId;
import dev.m2d.meltano.PluginType;
import dev.m2d.meltano.ProjectFile;
import dev.m2d.meltano.ScheduleEntry;
import dev.m2d.yaml.Located;
import dev.m2d.yaml.Value;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What `meltano run` and `meltano elt` would do in one environment. */
final class RunFacts {

  private final EnvironmentFacts environment;
  private final Map<String, JobEntry> jobs = new LinkedHashMap<>();
  private final BlockParser parser;

  RunFacts(EnvironmentFacts environment, ProjectFile file) {
    this.environment = environment;
    file.jobs().forEach(j -> jobs.putIfAbsent(j.name(), j));
    Set<String> known = new LinkedHashSet<>(jobs.keySet());
    this.parser = new BlockParser(environment.plugins(), known, true, Diagnostics.bounded());
  }

  /** The blocks of a job, or why there are none. */
  Doc job(String name, String at) {
    return run(List.of(name), at);
  }

  /** The blocks of a list that may name jobs, or why there are none. */
  Doc run(List<String> names, String at) {
    String where = environment.where() + ": " + at;
    if (environment.name().isEmpty()) {
      return new Doc()
          .put(
              "error",
              new Doc()
                  .put("step", "run")
                  .put("type", "MeltanoConfigurationError")
                  .put("message", "A Meltano environment must be specified"));
    }
    List<String> words = new ArrayList<>();
    for (String name : names) {
      JobEntry job = jobs.get(name);
      if (job == null) {
        words.add(name);
      } else {
        ProjectFacts.flatten(job.tasks(), words);
      }
    }
    Span span = Span.ofFile("meltano.yml");
    List<ResolvedJob.Task> tasks =
        parser.parse(List.of(new Tasks.Task(String.join(" ", words), words, span)));
    List<Block> blocks = tasks.get(0).blocks();
    for (Block block : blocks) {
      if (block instanceof Block.Broken broken) {
        return new Doc()
            .put(
                "error",
                environment
                    .facts()
                    .error(where, "run", "ClickException", broken.reason().message()));
      }
    }
    try {
      // All blocks are made before the first is looked at.
      List<Supplier<Doc>> ready = blocks.stream().map(b -> block(b, where)).toList();
      return new Doc().list("blocks", ready, Supplier::get);
    } catch (ResolveError e) {
      return new Doc().put("error", environment.facts().error(where, "run", e.type(), e.text()));
    }
  }

  private Supplier<Doc> block(Block block, String where) {
    if (block instanceof Block.ExtractLoad el) {
      return extractLoad(el, where);
    }
    if (block instanceof Block.PluginCommand command) {
      PluginModel plugin = model(command.plugin().type(), command.plugin().name());
      plugin.ensureCompatible();
      return () -> command(command, plugin, where);
    }
    throw new AssertionError(block);
  }

  /** The state id of a block; parts that are empty are left out of it. */
  private String stateId(Block.ExtractLoad el) {
    String name = environment.name().orElse("");
    Optional<String> suffix = environment.usableSuffix();
    // Without an environment Meltano makes no id, and the suffix is not there either.
    if (suffix.filter(s -> s.contains(":")).isPresent()) {
      throw new ResolveError(
          "RunnerError",
          "Cannot generate a state ID from components containing the delimiter string ':'");
    }
    String full = ResolvedProject.stateId(name, el.extractor(), el.loader(), suffix);
    return name.isEmpty() ? full.substring(1) : full;
  }

  private Supplier<Doc> extractLoad(Block.ExtractLoad el, String where) {
    String id = stateId(el);
    List<Part> parts = new ArrayList<>();
    add(parts, model(PluginType.EXTRACTORS, el.extractor()), null, true);
    for (Block.MappingRef ref : el.mappings()) {
      add(
          parts,
          model(PluginType.MAPPERS, ref.mapper()),
          ref.mapping().isEmpty() ? null : ref,
          true);
    }
    add(parts, model(PluginType.LOADERS, el.loader()), null, true);
    return () ->
        new Doc()
            .put("type", "extract_load")
            .put("state_id", id)
            .list("plugins", parts, p -> inBlock(p, where));
  }

  /** A plugin of a block, as it is run there. */
  private record Part(
      PluginModel plugin, Block.@Nullable MappingRef mapping, PluginValues values) {}

  /** Adds a plugin that sees what those before it export. */
  private void add(
      List<Part> parts, PluginModel plugin, Block.@Nullable MappingRef mapping, boolean started) {
    plugin.ensureDefined();
    if (started) {
      plugin.ensureCompatible();
    }
    Map<String, String> upstream = new LinkedHashMap<>();
    parts.forEach(p -> upstream.putAll(p.values.downstream()));
    PluginModel as = mapping == null ? plugin : MappingPlugin.of(plugin, mapping);
    PluginValues values = environment.values(as, Map.copyOf(upstream));
    // The variables of every plugin of a block are worked out before any configuration is.
    values.downstream();
    parts.add(new Part(as, mapping, values));
  }

  private PluginModel model(PluginType type, String name) {
    return environment
        .plugins()
        .find(new PluginId(type, name))
        .orElseThrow(
            () ->
                new ResolveError(
                    "PluginNotFoundError", "Plugin '" + name + "' is not known to Meltano."));
  }

  private Doc inBlock(Part part, String where) {
    PluginModel plugin = part.plugin;
    Doc doc = new Doc().put("id", plugin.id().toString());
    Block.MappingRef mapping = part.mapping;
    if (mapping != null) {
      doc.put("mapping", mapping.mapping());
    }
    List<Doc> errors = new ArrayList<>();
    boolean extras = plugin.type() == PluginType.EXTRACTORS;
    environment.config(part.values, doc, where + ": " + plugin.id(), errors, extras);
    if (!errors.isEmpty()) {
      doc.list("errors", errors, e -> e);
    } else if (mapping != null && mapping.config().value() instanceof Value.Fields own) {
      Map<String, String> variables = new LinkedHashMap<>(environment.project().dotenv());
      variables.putAll(environment.project().variables());
      Map<String, Value> config = new LinkedHashMap<>(part.values.config().values());
      if (Expansion.value(own, variables, false) instanceof Value.Fields expanded) {
        config.putAll(expanded.values());
      }
      doc.put("config", new Value.Fields(config));
    }
    return doc;
  }

  private Doc command(Block.PluginCommand command, PluginModel plugin, String where) {
    Doc doc =
        new Doc()
            .put("type", "command")
            .put("plugin", plugin.id().toString())
            .put("command", command.command());
    try {
      PluginValues values = environment.values(plugin, Map.of());
      Map<String, String> process = PluginValues.texts(values.process(values.settings().exports()));
      doc.texts("argv", values.argv(command.command(), process));
    } catch (ResolveError e) {
      if (e.type().equals("UnknownCommandError")
          && plugin.root().kind() == DefinitionKind.MISSING) {
        doc.put("unknown", "the definition that would name this command is missing");
      } else {
        String step = "command " + plugin.id() + ":" + command.command().orElse("None");
        doc.put("error", environment.facts().error(where, step, e.type(), e.text()));
      }
    }
    return doc;
  }

  /** What a schedule runs. */
  Doc schedule(ScheduleEntry schedule) {
    if (schedule.job().isPresent()) {
      String job = schedule.job().get().value();
      return jobs.containsKey(job)
          ? new Doc().put("job", job)
          : job(job, "schedules/" + schedule.name());
    }
    String where = environment.where() + ": schedules/" + schedule.name();
    try {
      return new Doc().list("blocks", elt(schedule, where), d -> d);
    } catch (ResolveError e) {
      return new Doc().put("error", environment.facts().error(where, "elt", e.type(), e.text()));
    }
  }

  private List<Doc> elt(ScheduleEntry schedule, String where) {
    String transform = schedule.transform().map(Located::value).orElse("skip");
    List<Part> parts = new ArrayList<>();
    add(parts, model(PluginType.EXTRACTORS, text(schedule.extractor())), null, false);
    add(parts, model(PluginType.LOADERS, text(schedule.loader())), null, false);
    List<Doc> blocks = new ArrayList<>();
    Optional<PluginModel> dbt = Optional.empty();
    if (!transform.equals("skip")) {
      if (!transform.equals("run") && !transform.equals("only")) {
        add(parts, model(PluginType.TRANSFORMS, transform), null, false);
      }
      dbt = Optional.of(model(PluginType.TRANSFORMERS, "dbt"));
      dbt.get().ensureDefined();
      environment.values(dbt.get(), Map.of());
    }
    if (!transform.equals("only")) {
      blocks.add(
          new Doc()
              .put("type", "extract_load")
              .put("state_id", schedule.name())
              .list("plugins", parts.subList(0, 2), p -> inBlock(p, where)));
    }
    dbt.ifPresent(
        d ->
            blocks.add(
                new Doc()
                    .put("type", "transform")
                    .put("plugin", d.id().toString())
                    .texts("commands", List.of("clean", "deps", "run"))));
    return blocks;
  }

  private static String text(Optional<Located<String>> name) {
    return name.map(Located::value).orElse("");
  }
}
