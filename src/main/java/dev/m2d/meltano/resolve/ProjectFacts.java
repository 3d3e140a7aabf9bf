package dev.m2d.meltano.resolve;

import dev.m2d.meltano.CommandDefinition;
import dev.m2d.meltano.EnvironmentEntry;
import dev.m2d.meltano.JobEntry;
import dev.m2d.meltano.PluginEntry;
import dev.m2d.meltano.PluginId;
import dev.m2d.meltano.ProjectFile;
import dev.m2d.meltano.ScheduleEntry;
import dev.m2d.meltano.SettingDefinition;
import dev.m2d.yaml.Located;
import dev.m2d.yaml.PythonText;
import dev.m2d.yaml.Value;
import dev.m2d.yaml.YamlList;
import dev.m2d.yaml.YamlMap;
import dev.m2d.yaml.YamlNode;
import dev.m2d.yaml.YamlScalar;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The part of the document that does not depend on the environment. */
final class ProjectFacts {

  private final ProjectFile file;
  private final Plugins plugins;
  private final Facts facts;

  ProjectFacts(ProjectFile file, Plugins plugins, Facts facts) {
    this.file = file;
    this.plugins = plugins;
    this.facts = facts;
  }

  void write(Doc doc, Map<String, String> process, Map<String, String> dotenv) {
    ProjectSettings settings = new ProjectSettings(file, "<PROJECT>", "", process, dotenv);
    Doc project =
        new Doc()
            .put("version", file.version())
            .put("requires_meltano", file.requiresMeltano().map(Located::value))
            .put("default_environment", new Value.Null())
            .put("selected_environment", new Value.Null())
            .texts("included", file.included().stream().map(p -> "<PROJECT>/" + p).toList())
            .located("env", file.env());
    Value usual = value(settings, "default_environment");
    project.put("default_environment", usual);
    project.put("selected_environment", selected(process, dotenv, usual));
    Doc changed = new Doc();
    for (SettingDefinition d : settings.definitions()) {
      try {
        Found found = settings.get(d);
        if (found.layer() != Layer.DEFAULT) {
          changed.put(d.name(), SettingFacts.of(d, found));
          facts.origins().setting(d.name(), found.origin());
        }
      } catch (ResolveError e) {
        changed.put(
            d.name(),
            new Doc()
                .put("error", facts.error("project", "setting " + d.name(), e.type(), e.text())));
      }
    }
    project.put("settings", changed);
    doc.put("project_file", project);
    doc.list("environments", file.environments(), ProjectFacts::environment);
    Set<PluginId> seen = new HashSet<>();
    doc.list("plugins", file.plugins(), p -> plugin(p, !seen.add(p.id())));
    doc.list(
        "mappings",
        Mappings.of(plugins),
        m ->
            new Doc()
                .put("name", m.name())
                .put("mapper", m.mapper().name())
                .put("config", m.config().value()));
    doc.list("jobs", file.jobs(), this::job);
    doc.list("schedules", file.schedules(), ProjectFacts::schedule);
  }

  private static Value value(ProjectSettings settings, String name) {
    return settings.definitions().stream()
        .filter(d -> d.name().equals(name))
        .findFirst()
        .map(d -> settings.get(d).value())
        .orElseGet(Value.Null::new);
  }

  private static Value selected(
      Map<String, String> process, Map<String, String> dotenv, Value usual) {
    String named = process.getOrDefault("MELTANO_ENVIRONMENT", dotenv.get("MELTANO_ENVIRONMENT"));
    if (named != null && named.equalsIgnoreCase("null")) {
      return new Value.Null();
    }
    return named != null && !named.isEmpty() ? Value.text(named) : usual;
  }

  private static Doc environment(EnvironmentEntry e) {
    return new Doc()
        .put("name", e.name())
        .located("env", e.env())
        .put("state_id_suffix", e.suffix())
        .texts(
            "config_plugins",
            e.plugins().stream().map(p -> p.type().key() + "/" + p.name()).toList());
  }

  private Doc plugin(PluginEntry entry, boolean shadowed) {
    PluginModel plugin = shadowed ? plugins.build(entry) : plugins.find(entry.id()).orElseThrow();
    Doc doc =
        new Doc()
            .put("id", entry.id().toString())
            .put("type", entry.type().key())
            .put("name", entry.name());
    if (shadowed) {
      doc.flag("shadowed");
    }
    doc.put("inherit_from", entry.inheritFrom().map(Located::value));
    try {
      plugin.ensureDefined();
    } catch (ResolveError e) {
      doc.texts("chain", List.of());
      boolean isMissing = plugin.kind() == DefinitionKind.MISSING && e.type().startsWith("Variant");
      doc.put("definition", isMissing ? Value.text("missing") : new Value.Null());
      if (isMissing && !plugin.lockCandidates().isEmpty()) {
        doc.texts("lock_candidates", plugin.lockCandidates());
      }
      return doc.put("lock", new Value.Null())
          .put("written", written(entry))
          .put("env", env(entry))
          .put("error", facts.error(entry.id().toString(), "definition", e.type(), e.text()));
    }
    List<String> chain = new ArrayList<>();
    for (Optional<PluginModel> p = plugin.parent();
        p.isPresent();
        p = p.flatMap(PluginModel::parent)) {
      chain.add(p.get().id().toString());
    }
    chain.add("definition");
    doc.texts("chain", chain);
    doc.put("definition", plugin.kind().name().toLowerCase(java.util.Locale.ROOT));
    PluginModel root = plugin.root();
    doc.put("lock", root.kind() == DefinitionKind.LOCK ? lock(root) : Optional.empty());
    doc.put("written", written(entry));
    doc.put("env", env(entry));
    if (root.kind() == DefinitionKind.MISSING) {
      doc.put("stand_in", root.definition().lock().map(l -> "lock:" + l).orElse("empty"));
      if (!root.lockCandidates().isEmpty()) {
        doc.texts("lock_candidates", root.lockCandidates());
      }
    }
    doc.put("variant", plugin.variantValue())
        .put("namespace", plugin.namespaceValue())
        .put("label", plugin.label())
        .put("pip_url", plugin.pipUrl().map(Located::value))
        .put("executable", plugin.executable())
        .put("python", plugin.python().map(Located::value));
    if (root.kind() == DefinitionKind.MISSING && !plugin.capabilitiesWritten()) {
      doc.put("capabilities", new Value.Null());
    } else {
      doc.put("capabilities", plugin.capabilitiesValue());
    }
    doc.put("requires_meltano", plugin.requiresMeltano())
        .put("venv", plugin.venv().map(v -> v.type().key() + "/" + v.name()));
    Doc commands = new Doc();
    if (plugin.commands().values().stream().anyMatch(CommandDefinition::isNull)) {
      String message = "'NoneType' object has no attribute 'args'";
      return doc.put(
          "error", facts.error(entry.id().toString(), "definition", "AttributeError", message));
    }
    plugin.commands().values().forEach(c -> commands.put(c.name(), command(c)));
    doc.put("commands", commands)
        .put(
            "env_prefixes",
            new Doc()
                .put("read", new Value.Items(plugin.variables().readPrefixValues()))
                .put("write", new Value.Items(plugin.variables().writePrefixValues())));
    List<String> declared =
        plugin.settings().stream().filter(s -> !s.custom()).map(SettingDefinition::name).toList();
    doc.texts("declared", declared);
    try {
      plugin.ensureCompatible();
    } catch (ResolveError e) {
      String at = entry.id().toString();
      doc.put("error", facts.error(at, "requires_meltano", e.type(), e.text()));
    }
    return doc;
  }

  /** The lock file of the variant that the plugin says it has. */
  private static Optional<String> lock(PluginModel root) {
    return Optional.of(
        "plugins/"
            + root.type().key()
            + "/"
            + root.entry().definitionName()
            + "--"
            + root.variant()
            + ".lock");
  }

  private static Value env(PluginEntry entry) {
    Map<String, Value> env = new LinkedHashMap<>();
    entry.env().forEach((k, v) -> env.put(k, v.value()));
    return entry.odd().getOrDefault("env", new Value.Fields(env));
  }

  private static Doc written(PluginEntry entry) {
    return new Doc()
        .put("config", entry.odd().getOrDefault("config", entry.config().value()))
        .entries("extras", entry.extras());
  }

  private static Doc command(CommandDefinition c) {
    return new Doc()
        .put("args", c.written())
        .put("executable", c.executable())
        .put("description", c.description())
        .put("container_spec", c.container().map(ProjectFacts::container).orElse(new Value.Null()));
  }

  /** Meltano's own object for it, as the document shows that. */
  private static Value container(Located<Value> spec) {
    return new Doc()
        .put("_dict", spec.value())
        .put("_verbatim", new Value.Items(List.of()))
        .texts("_flattened", List.of("extras"))
        .put("_fallback_to", new Value.Null())
        .put("_fallbacks", new Value.Items(List.of()))
        .put("_defaults", new Value.Fields(Map.of()))
        .put("_annotations", new Value.Null())
        .build();
  }

  private Doc job(JobEntry job) {
    Doc doc = new Doc().put("name", job.name()).node("tasks", job.tasks());
    List<YamlNode> each =
        job.tasks() instanceof YamlList list ? list.items() : List.of(job.tasks());
    if (!each.stream().allMatch(ProjectFacts::isText)) {
      String message = "The tasks, or one of them, are neither text nor a list.";
      return doc.put("error", facts.error("jobs/" + job.name(), "tasks", "TypeError", message));
    }
    List<String> flat = new ArrayList<>();
    flatten(job.tasks(), flat);
    return doc.texts("flat", flat);
  }

  private static boolean isText(YamlNode task) {
    return !(task instanceof YamlScalar scalar)
        || scalar.value() instanceof Value.Text
        || scalar.value() instanceof Value.Tagged;
  }

  /** The names as Meltano itself splits them. */
  static void flatten(YamlNode tasks, List<String> into) {
    if (tasks instanceof YamlList list) {
      for (YamlNode item : list.items()) {
        if (item instanceof YamlList) {
          flatten(item, into);
        } else {
          words(item, into);
        }
      }
    } else if (tasks instanceof YamlMap map) {
      // Whoever goes through a mapping meets its keys.
      map.entries().keySet().forEach(k -> into.addAll(List.of(k.split(" ", -1))));
    } else {
      PythonText.str(tasks.value())
          .codePoints()
          .mapToObj(Character::toString)
          .forEach(c -> into.addAll(List.of(c.split(" ", -1))));
    }
  }

  private static void words(YamlNode item, List<String> into) {
    if (item instanceof YamlMap) {
      flatten(item, into);
    } else {
      into.addAll(List.of(PythonText.str(item.value()).split(" ", -1)));
    }
  }

  private static Value cron(Value interval) {
    if (interval instanceof Value.Text text) {
      return Cron.of(text.value()).map(Value::text).orElseGet(Value.Null::new);
    }
    return Casting.truthy(interval) ? interval : new Value.Null();
  }

  private static Doc schedule(ScheduleEntry s) {
    Doc doc =
        new Doc()
            .put("name", s.name())
            .put("kind", s.job().isPresent() ? "job" : "elt")
            .put("interval", s.written())
            .put("cron_interval", cron(s.written()))
            .located("env", s.env());
    if (s.job().isPresent()) {
      return doc.put("job", s.job().get().value());
    }
    String extractor = s.extractor().map(Located::value).orElse("");
    String loader = s.loader().map(Located::value).orElse("");
    String transform = s.transform().map(Located::value).orElse("skip");
    return doc.put("extractor", extractor)
        .put("loader", loader)
        .put("transform", transform)
        .texts(
            "elt_args",
            List.of(extractor, loader, "--transform=" + transform, "--state-id=" + s.name()))
        .put("state_id", s.name());
  }
}
