package dev.m2d.meltano.resolve;

import dev.m2d.meltano.EnvironmentEntry;
import dev.m2d.meltano.JobEntry;
import dev.m2d.meltano.ProjectFile;
import dev.m2d.meltano.ScheduleEntry;
import dev.m2d.meltano.SettingDefinition;
import dev.m2d.yaml.Located;
import dev.m2d.yaml.Value;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The part of the document that concerns one environment. */
final class EnvironmentFacts {

  private static final Set<String> MAPPING_EXTRAS =
      Set.of("_mapping", "_mapping_name", "_mappings");

  /** What Meltano itself sets for every plugin, and the search path. */
  private static final Set<String> NOT_SHOWN =
      Set.of("PATH", "PYTHONWARNINGS", "SINGER_SDK_LOG_CONFIG", "LOGGING_CONF_FILE");

  private final ProjectFile file;
  private final Plugins plugins;
  private final Facts facts;
  private final Optional<String> name;
  private final Optional<EnvironmentEntry> environment;
  private final ProjectSettings project;
  private final Map<String, String> process;
  private final String where;

  /** Those that stand in no pipeline: most of their heirs ask them for the same. */
  private final Map<PluginModel, PluginSettings> parents = new HashMap<>();

  /** What {@link #suffix} found: every block of every job asks for it. */
  private Optional<String> suffix = Optional.empty();

  private boolean isSuffixKnown;

  EnvironmentFacts(
      ProjectFile file,
      Plugins plugins,
      Facts facts,
      Optional<String> name,
      Map<String, String> process,
      Map<String, String> dotenv) {
    this.file = file;
    this.plugins = plugins;
    this.facts = facts;
    this.name = name;
    this.environment = name.flatMap(file::environment);
    this.project = new ProjectSettings(file, "<PROJECT>", name.orElse(""), process, dotenv);
    this.process = process;
    this.where = name.map(n -> "environment " + n).orElse("no environment");
  }

  Facts facts() {
    return facts;
  }

  Optional<String> name() {
    return name;
  }

  String where() {
    return where;
  }

  Plugins plugins() {
    return plugins;
  }

  ProjectSettings project() {
    return project;
  }

  PluginValues values(PluginModel plugin, Map<String, String> upstream) {
    return new PluginValues(settings(plugin, upstream), environment, facts.request().now());
  }

  private PluginSettings settings(PluginModel plugin, Map<String, String> upstream) {
    boolean isAlone = upstream.isEmpty();
    PluginSettings known = isAlone ? parents.get(plugin) : null;
    if (known == null) {
      known =
          new PluginSettings(
              plugin, project, environment, upstream, isAlone ? parents : new HashMap<>());
      if (isAlone && plugins.isParent(plugin)) {
        parents.put(plugin, known);
      }
    }
    return known;
  }

  /** Writes the part of the environment that is the one of that index in `resolved`. */
  void write(FactsOutput out, int index) {
    out.put(new Doc().put("environment", name));
    if (name.isPresent() && environment.isEmpty()) {
      String text = "Environment '" + name.get() + "' was not found.";
      out.put(new Doc().put("error", facts.error(where, "activate", "NotFound", text)));
      return;
    }
    Map<String, String> base = new LinkedHashMap<>(project.added());
    try {
      base.putAll(project.exports());
    } catch (ResolveError e) {
      out.put(new Doc().put("error", facts.error(where, "activate", e.type(), e.text())));
      return;
    }
    Doc shown = new Doc();
    base.forEach(
        (k, v) -> shown.put(k, project.nulls().contains(k) ? new Value.Null() : Value.text(v)));
    out.put(new Doc().put("project_env", shown));
    base.putAll(process);
    out.map("plugins");
    for (PluginModel plugin : plugins.all()) {
      out.put(new Doc().put(plugin.id().toString(), plugin(plugin, base, index)));
    }
    out.endMap().put(new Doc().put("state_id_suffix", suffixValue()));
    RunFacts runs = new RunFacts(this, file);
    Set<String> seen = new HashSet<>();
    out.map("jobs");
    for (JobEntry job : file.jobs()) {
      if (seen.add(job.name())) {
        out.put(new Doc().put(job.name(), runs.job(job.name(), "jobs/" + job.name())));
      }
    }
    out.endMap();
    if (!facts.request().runs().isEmpty()) {
      Doc asked = new Doc();
      for (String text : facts.request().runs()) {
        asked.put(text, runs.run(List.of(text.strip().split("\\s+")), "run " + text));
      }
      out.put(new Doc().put("runs", asked));
    }
    seen.clear();
    out.map("schedules");
    for (ScheduleEntry s : file.schedules()) {
      if (seen.add(s.name())) {
        out.put(new Doc().put(s.name(), runs.schedule(s)));
      }
    }
    out.endMap();
    facts
        .request()
        .discovered()
        .ifPresent(
            d ->
                out.put(new Doc().put("catalog", new CatalogFacts(this, facts.root(), d).write())));
  }

  private Value suffixValue() {
    Value written = environment.map(EnvironmentEntry::suffix).orElseGet(Value.Null::new);
    return written instanceof Value.Text
        ? suffix().map(Value::text).orElseGet(Value.Null::new)
        : written;
  }

  /** The suffix that goes into state ids; a number cannot. */
  Optional<String> usableSuffix() {
    Value written = environment.map(EnvironmentEntry::suffix).orElseGet(Value.Null::new);
    if (!(written instanceof Value.Text) && written.isTrue()) {
      throw new ResolveError("TypeError", "argument is not iterable");
    }
    return written.isTrue() ? suffix().filter(s -> !s.isEmpty()) : Optional.empty();
  }

  /** The suffix of state ids after expansion, as the first plugin's surroundings expand it. */
  Optional<String> suffix() {
    if (!isSuffixKnown) {
      suffix = expandedSuffix();
      isSuffixKnown = true;
    }
    return suffix;
  }

  private Optional<String> expandedSuffix() {
    Optional<String> raw = environment.flatMap(EnvironmentEntry::stateIdSuffix).map(Located::value);
    if (raw.isEmpty()) {
      return raw;
    }
    String suffix = raw.get();
    if (suffix.indexOf('$') < 0) {
      return raw;
    }
    // Every plugin's settings expand what those before left, in strict mode if they can.
    for (PluginModel plugin : plugins.all()) {
      Map<String, String> variables = suffixVariables();
      variables.putAll(plugin.infoVariables());
      variables.putAll(PluginSettings.texts(plugin.entry().env()));
      suffix = suffix(suffix, variables).orElse(suffix);
    }
    return Optional.of(suffix);
  }

  private Optional<String> suffix(String raw, Map<String, String> variables) {
    try {
      return Optional.of(Expansion.text(raw, variables, project.strict()));
    } catch (Expansion.Undefined e) {
      return Optional.empty();
    }
  }

  private Map<String, String> suffixVariables() {
    Map<String, String> variables = new HashMap<>(project.dotenv());
    variables.putAll(project.variables());
    variables.putAll(project.exports());
    return variables;
  }

  private Doc plugin(PluginModel plugin, Map<String, String> base, int index) {
    String at = where + ": " + plugin.id();
    List<Doc> errors = new java.util.ArrayList<>();
    PluginValues values;
    try {
      plugin.ensureDefined();
      values = values(plugin, Map.of());
    } catch (ResolveError e) {
      return new Doc()
          .list("errors", List.of(facts.error(at, "definition", e.type(), e.text())), x -> x);
    }
    Doc doc = new Doc();
    config(values, doc, at, errors, true);
    Doc settings = new Doc();
    for (SettingDefinition d : values.settings().definitions()) {
      if (!isMapping(d.name())) {
        try {
          Found found = values.settings().get(d);
          settings.put(d.name(), SettingFacts.of(d, found));
          facts.origins().setting(index, plugin, d.name(), found.origin());
        } catch (ResolveError e) {
          settings.put(
              d.name(),
              new Doc().put("error", new Doc().put("type", e.type()).put("message", e.text())));
        }
      }
    }
    doc.put("settings", settings);
    Map<String, String> exports = Map.of();
    boolean exported = false;
    Doc added = new Doc();
    Doc commands = new Doc();
    try {
      exports = values.settings().exports();
      exported = true;
      plugin.ensureCompatible();
      Map<String, Value> process = values.process(exports);
      Map<String, String> known = exports;
      process.forEach(
          (k, v) -> {
            boolean same =
                v.isNull()
                        && (!base.containsKey(k)
                            || project.nulls().contains(k)
                            || !known.containsKey(k))
                    || v instanceof Value.Text t
                        && (t.value().equals(base.get(k)) || t.value().equals(known.get(k)));
            if (!same && !NOT_SHOWN.contains(k)) {
              added.put(k, v);
            }
          });
      Set<String> names = plugin.commands().keySet();
      Map<String, String> env = names.isEmpty() ? Map.of() : PluginValues.texts(process);
      for (String command : names) {
        try {
          commands.texts(command, values.argv(Optional.of(command), env));
        } catch (ResolveError e) {
          commands.put(command, new Doc().put("error", e.text()));
        }
      }
    } catch (ResolveError e) {
      errors.add(facts.error(at, exported ? "process_env" : "settings_env", e.type(), e.text()));
    }
    Doc shown = new Doc();
    exports.forEach(
        (k, v) -> {
          if (!k.contains("__MAPPINGS")) {
            shown.put(k, v);
          }
        });
    return doc.put("settings_env", shown)
        .put("process_env", added)
        .put("commands", commands)
        .list("errors", errors, x -> x);
  }

  private static boolean isMapping(String setting) {
    int dot = setting.indexOf('.');
    return MAPPING_EXTRAS.contains(dot < 0 ? setting : setting.substring(0, dot));
  }

  /** Writes configuration and extras, or the errors that prevent them. */
  void config(PluginValues values, Doc doc, String at, List<Doc> errors, boolean extras) {
    doc.put("config", new Value.Null());
    try {
      Value config = values.config();
      doc.put("config", config);
      Casting.ensureWritable(config);
    } catch (ResolveError e) {
      errors.add(facts.error(at, "config", e.type(), e.text()));
    }
    if (extras) {
      doc.put("extras", new Value.Null());
      try {
        Doc all = new Doc();
        values
            .extras()
            .forEach(
                (k, v) -> {
                  if (!isMapping(k)) {
                    all.put(k, v);
                  }
                });
        doc.put("extras", all);
      } catch (ResolveError e) {
        errors.add(facts.error(at, "extras", e.type(), e.text()));
      }
    }
  }
}
