package dev.m2d.report;

import dev.m2d.meltano.PluginId;
import dev.m2d.meltano.PluginType;
import dev.m2d.meltano.resolve.ResolvedEnvironment;
import dev.m2d.meltano.resolve.ResolvedPlugin;
import dev.m2d.meltano.resolve.ResolvedProject;
import dev.m2d.meltano.resolve.Setting;
import dev.m2d.meltano.resolve.Source;
import dev.m2d.plan.CommandPlan;
import dev.m2d.plan.DagsterPlan;
import dev.m2d.plan.PipelinePlan;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Sensitive settings of what runs, whose values only the surroundings can give. */
final class UnsetSecrets {

  private final ResolvedProject project;
  private final DagsterPlan plan;
  private final Set<String> set = new HashSet<>();

  UnsetSecrets(ResolvedProject project, DagsterPlan plan) {
    this.project = project;
    this.plan = plan;
    set.addAll(project.dotenvNames());
    set.addAll(project.rootEnv().keySet());
    project.environments().stream()
        .map(ResolvedEnvironment::env)
        .forEach(e -> set.addAll(e.keySet()));
    project.jobs().forEach(j -> set.addAll(j.variables().keySet()));
  }

  /** One a plugin: its name and the variables. */
  List<Audit.Item> items() {
    List<Audit.Item> items = new ArrayList<>();
    for (PluginId id : running()) {
      project.plugin(id).ifPresent(p -> add(p, items));
    }
    return items;
  }

  private Set<PluginId> running() {
    Set<PluginId> ids = new LinkedHashSet<>();
    for (PipelinePlan pipeline : plan.pipelines()) {
      ids.add(new PluginId(PluginType.EXTRACTORS, pipeline.extractor()));
      ids.add(new PluginId(PluginType.LOADERS, pipeline.loader()));
    }
    plan.commands().stream().map(CommandPlan::plugin).flatMap(Optional::stream).forEach(ids::add);
    plan.dbt().stream()
        .filter(d -> !d.commands().isEmpty())
        .forEach(
            d ->
                PluginType.ofKey(d.type())
                    .ifPresent(type -> ids.add(new PluginId(type, d.plugin()))));
    return ids;
  }

  private void add(ResolvedPlugin plugin, List<Audit.Item> items) {
    List<String> names = new ArrayList<>();
    for (Setting setting : plugin.settings()) {
      boolean isOpen =
          setting.sensitive()
              && !setting.readVariables().isEmpty()
              && setting.readVariables().stream().noneMatch(set::contains)
              && setting.readVariables().stream().noneMatch(plugin.env()::containsKey)
              && setting.sources().stream().noneMatch(UnsetSecrets::gives);
      if (isOpen) {
        names.add(setting.readVariables().get(0));
      }
    }
    if (!names.isEmpty()) {
      String text = plugin.name() + ": " + String.join(", ", names);
      items.add(new Audit.Item(text, Optional.of(plugin.span())));
    }
  }

  private static boolean gives(Source source) {
    if (source instanceof Source.Own own) {
      return !own.value().value().isNull();
    }
    if (source instanceof Source.Environments environments) {
      return environments.values().values().stream().anyMatch(v -> !v.value().isNull());
    }
    return source instanceof Source.Default value && !value.value().value().isNull();
  }
}
