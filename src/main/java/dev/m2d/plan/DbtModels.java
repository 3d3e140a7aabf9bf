package dev.m2d.plan;

import dev.m2d.dbt.DbtProject;
import dev.m2d.literal.Yaml;
import dev.m2d.meltano.resolve.ResolvedProject;
import dev.m2d.yaml.Value;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Writes {@code dbt/<plugin>/models.yaml}: what stands for the models until a manifest is built.
 */
final class DbtModels {
  private DbtModels() {}

  /** The asset keys of a project's models, seeds and snapshots, by name; a model's comes first. */
  static Map<String, List<String>> keys(DbtProject dbt) {
    Map<String, List<String>> keys = new LinkedHashMap<>();
    dbt.nodes().forEach(node -> keys.putIfAbsent(node.name(), node.key()));
    return keys;
  }

  /** The file of a dbt plugin; without nodes when its project was not found. */
  static DataFile file(ResolvedProject project, DbtPlan plan) {
    Optional<DbtProject> dbt =
        project.dbtProjects().stream()
            .filter(d -> !d.nodes().isEmpty() || !d.sources().isEmpty())
            .findFirst();
    Map<String, Value> out = new LinkedHashMap<>();
    out.put("schema_version", Value.Int.of(1));
    Map<String, Value> plugin = new LinkedHashMap<>();
    plugin.put("type", PluginFile.text(plan.type()));
    plugin.put("name", PluginFile.text(plan.plugin()));
    out.put("plugin", new Value.Fields(plugin));
    out.put("environment", PluginFile.text(plan.ownEnvironment() ? "plugin" : "dagster"));
    out.put("nodes", new Value.Items(dbt.map(DbtModels::nodes).orElse(List.of())));
    return new DataFile(
        "dbt/" + PluginFileNames.segment(plan.plugin()) + "/models.yaml",
        Optional.empty(),
        Yaml.comment(
            "What m2d read of the dbt project, until `python -m dagster_project.dbt prepare` has"
                + " built its manifest. environment: whose dbt runs, that of this project (dagster)"
                + " or that of the plugin's own environment (plugin)."),
        Yaml.document(out),
        dbt.map(d -> List.of(d.span())).orElse(List.of()));
  }

  private static List<Value> nodes(DbtProject dbt) {
    Map<String, List<String>> keys = keys(dbt);
    List<Value> nodes = new ArrayList<>();
    Set<List<String>> taken = new HashSet<>();
    for (DbtProject.Node node : dbt.nodes()) {
      if (!taken.add(node.key())) {
        continue;
      }
      Map<String, Value> entry = new LinkedHashMap<>();
      entry.put("name", PluginFile.text(node.name()));
      entry.put("resource_type", PluginFile.text(node.kind().name().toLowerCase(Locale.ROOT)));
      entry.put("key", PluginFile.texts(node.key()));
      List<Value> deps = deps(dbt, keys, node);
      if (!deps.isEmpty()) {
        entry.put("deps", new Value.Items(deps));
      }
      node.group()
          .map(g -> Names.keyPart(g).replaceAll("[^A-Za-z0-9_]", "_"))
          .ifPresent(g -> entry.put("group", PluginFile.text(g)));
      node.description().ifPresent(d -> entry.put("description", PluginFile.text(d)));
      nodes.add(new Value.Fields(entry));
    }
    return nodes;
  }

  private static List<Value> deps(
      DbtProject dbt, Map<String, List<String>> keys, DbtProject.Node node) {
    List<Value> deps = new ArrayList<>();
    for (String ref : node.refs()) {
      List<String> key = keys.get(ref);
      if (key != null && !ref.equals(node.name())) {
        addOnce(deps, PluginFile.texts(key));
      }
    }
    for (DbtProject.SourceRef ref : node.sources()) {
      List<String> key =
          dbt.source(ref.source(), ref.table())
              .flatMap(DbtProject.Source::assetKey)
              .orElseGet(() -> List.of(ref.source(), ref.table()));
      addOnce(deps, PluginFile.texts(key));
    }
    return deps;
  }

  private static void addOnce(List<Value> deps, Value dep) {
    if (!deps.contains(dep)) {
      deps.add(dep);
    }
  }
}
