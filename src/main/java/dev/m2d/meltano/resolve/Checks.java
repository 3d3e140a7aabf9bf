package dev.m2d.meltano.resolve;

import dev.m2d.diagnostic.Code;
import dev.m2d.diagnostic.Diagnostics;
import dev.m2d.meltano.BuiltIn;
import dev.m2d.meltano.EnvironmentEntry;
import dev.m2d.meltano.PluginEntry;
import dev.m2d.meltano.PluginId;
import dev.m2d.meltano.PluginType;
import dev.m2d.meltano.ProjectFile;
import dev.m2d.meltano.SettingDefinition;
import dev.m2d.naming.DidYouMean;
import dev.m2d.yaml.Located;
import dev.m2d.yaml.Value;
import dev.m2d.yaml.YamlMap;
import dev.m2d.yaml.YamlNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Reports what Meltano accepts without a word but does not do, and what is not carried over. */
final class Checks {

  private static final Set<String> HOUSEKEEPING =
      Set.of(
          "send_anonymous_usage_stats",
          "disable_tracking",
          "database_max_retries",
          "database_retry_timeout",
          "project_readonly",
          "hub_api_root",
          "hub_url",
          "hub_url_auth",
          "auto_install",
          "cli.log_config",
          "cli.log_format",
          "cli.disable_version_check",
          "snowplow.collector_endpoints",
          "experimental",
          "ff.plugin_locks_required");

  /** Keys of lock files and of old projects that people copy into entries; they do no harm. */
  private static final Set<String> HARMLESS_EXTRAS =
      Set.of(
          "docs",
          "repo",
          "ext_repo",
          "maintenance_status",
          "keywords",
          "usage",
          "hidden",
          "domain_url",
          "prereq",
          "supported_python_versions",
          "quality",
          "dialect",
          "target_schema",
          "update",
          "vars",
          "package_name",
          "mappings",
          "next_steps",
          "settings_preamble",
          "default",
          "definition");

  private final ProjectFile file;
  private final Plugins plugins;
  private final ResolvedProject project;
  private final Diagnostics sink;
  private final Set<String> unlistedConnectors = new HashSet<>();

  Checks(ProjectFile file, Plugins plugins, ResolvedProject project, Diagnostics sink) {
    this.file = file;
    this.plugins = plugins;
    this.project = project;
    this.sink = sink;
  }

  void run() {
    projectSettings();
    environments();
    plugins.all().forEach(this::plugin);
    file.env().forEach(this::rootVariable);
  }

  private void projectSettings() {
    Map<String, YamlNode> own = Nesting.flatten(file.settings());
    own.forEach(
        (name, node) -> {
          if (HOUSEKEEPING.contains(name)) {
            sink.add(
                Code.M2D232,
                node.span(),
                "The setting `" + name + "` concerns Meltano itself and is not carried over.");
          }
        });
    List<String> known = BuiltIn.projectSettings().stream().map(SettingDefinition::name).toList();
    List<String> meant = new ArrayList<>(known);
    meant.addAll(List.of("environments", "include_paths", "jobs", "plugins", "schedules"));
    for (YamlMap.Entry e : file.settings().entries().values()) {
      boolean group = known.stream().anyMatch(k -> k.startsWith(e.key() + "."));
      boolean elsewhere = e.key().equals("include_paths") || e.key().startsWith("x-");
      if (!known.contains(e.key()) && !group && !elsewhere) {
        sink.add(
            Code.M2D236,
            e.keySpan(),
            "Meltano has no project setting `"
                + e.key()
                + "`; it is left out."
                + DidYouMean.hint(e.key(), meant));
      }
    }
    project
        .defaultEnvironment()
        .ifPresent(
            d -> {
              List<String> names =
                  project.environments().stream().map(ResolvedEnvironment::name).toList();
              if (!names.contains(d.value()) && !d.value().contains("$")) {
                sink.add(
                    Code.M2D216,
                    d.span(),
                    "There is no environment `"
                        + d.value()
                        + "`."
                        + DidYouMean.hint(d.value(), names));
              }
            });
  }

  private void environments() {
    for (EnvironmentEntry e : file.environments()) {
      e.env().forEach((name, value) -> variable(name, value));
      for (EnvironmentEntry.PluginConfig c : e.plugins()) {
        if (plugins.find(new PluginId(c.type(), c.name())).isEmpty()) {
          sink.add(
              Code.M2D215,
              c.span(),
              "The environment `"
                  + e.name()
                  + "` configures `"
                  + c.name()
                  + "`, which is not in the project.");
        }
        for (String key :
            List.of(
                "variant",
                "pip_url",
                "executable",
                "python",
                "namespace",
                "commands",
                "capabilities",
                "settings",
                "inherit_from")) {
          YamlMap.Entry entry = c.extras().get(key);
          if (entry != null) {
            sink.add(
                Code.M2D214,
                entry.keySpan(),
                "`" + key + "` of `" + c.name() + "` cannot differ between environments.");
          }
        }
        c.env().forEach(this::variable);
      }
    }
  }

  private void plugin(PluginModel plugin) {
    PluginEntry entry = plugin.entry();
    entry.env().forEach(this::variable);
    if (plugin.type() == PluginType.FILES || plugin.type() == PluginType.TRANSFORMS) {
      sink.add(
          Code.M2D233,
          entry.nameSpan(),
          "The "
              + (plugin.type() == PluginType.FILES ? "file bundle `" : "dbt package `")
              + plugin.name()
              + "` has no part in running pipelines.");
    }
    if (plugin.type() == PluginType.ORCHESTRATORS) {
      sink.add(
          Code.M2D261,
          entry.nameSpan(),
          "The orchestrator `"
              + plugin.name()
              + "` starts Meltano's schedules; Dagster starts its own.");
    }
    Set<String> usual =
        BuiltIn.extras(plugin.type(), plugin.definition().name()).stream()
            .map(s -> s.name().substring(1))
            .collect(Collectors.toSet());
    Set<String> defined = plugin.definition().extras().keySet();
    for (YamlMap.Entry e : entry.extras().values()) {
      boolean isAdded = entry.chosen().isPresent() && e.value().value().isNull();
      if (!isAdded
          && !usual.contains(e.key())
          && !defined.contains(e.key())
          && !HARMLESS_EXTRAS.contains(e.key())) {
        sink.add(
            Code.M2D213,
            e.keySpan(),
            "`"
                + e.key()
                + "` is not a key of a plugin, so `"
                + plugin.name()
                + "` does not see it as a setting."
                + DidYouMean.hint(e.key(), usual));
      }
    }
    boolean connects =
        plugin.type() == PluginType.EXTRACTORS || plugin.type() == PluginType.LOADERS;
    boolean unlisted = project.plugin(plugin.id()).flatMap(ResolvedPlugin::connector).isEmpty();
    if (connects && unlisted && unlistedConnectors.add(plugin.definition().name())) {
      sink.add(
          Code.M2D301,
          entry.nameSpan(),
          "The connector `" + plugin.definition().name() + "` is not in the catalogue.");
    }
    boolean known = plugin.root().kind() != DefinitionKind.MISSING;
    if (plugin.type() == PluginType.EXTRACTORS && plugin.capabilities().isEmpty() && known) {
      sink.add(
          Code.M2D234, entry.nameSpan(), "The tap `" + plugin.name() + "` has no capabilities.");
    }
    aliases(plugin);
    new HeirChecks(file, project, sink).plugin(plugin);
    new DateChecks(file, sink).plugin(plugin);
  }

  private void aliases(PluginModel plugin) {
    for (SettingDefinition s : plugin.settings()) {
      List<YamlNode> given = Refusals.values(plugin, s);
      if (!given.isEmpty()) {
        sink.add(
            Code.M2D235,
            given.get(1).span(),
            "The setting `" + s.name() + "` of `" + plugin.name() + "` has two different values.");
      }
    }
  }

  private void rootVariable(String name, Located<Value> value) {
    if (!Expansion.references(value.value()).isEmpty()) {
      sink.add(
          Code.M2D230,
          value.span(),
          "The reference in the variable `" + name + "` stays literal where settings see it.");
    }
    if (value.value().isNull()) {
      variable(name, value);
    }
  }

  private void variable(String name, Located<Value> value) {
    if (!(value.value() instanceof Value.Text)) {
      sink.add(Code.M2D231, value.span(), "The value of the variable `" + name + "` is not text.");
    }
  }
}
