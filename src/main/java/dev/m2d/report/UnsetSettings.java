package dev.m2d.report;

import dev.m2d.connector.Connector;
import dev.m2d.meltano.PluginId;
import dev.m2d.meltano.PluginType;
import dev.m2d.meltano.resolve.DefinitionKind;
import dev.m2d.meltano.resolve.ResolvedPlugin;
import dev.m2d.meltano.resolve.ResolvedProject;
import dev.m2d.meltano.resolve.Setting;
import dev.m2d.meltano.resolve.Source;
import dev.m2d.meltano.resolve.VariableNames;
import dev.m2d.plan.CommandPlan;
import dev.m2d.plan.DagsterPlan;
import dev.m2d.plan.PipelinePlan;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Settings of what runs, whose values only the surroundings can give. */
final class UnsetSettings {

  private final ResolvedProject project;
  private final DagsterPlan plan;
  private final Set<String> set = new HashSet<>();

  UnsetSettings(ResolvedProject project, DagsterPlan plan) {
    this.project = project;
    this.plan = plan;
    set.addAll(Variables.ofRuns(project));
  }

  /** One a plugin: its name and the variables. */
  List<Audit.Item> items() {
    List<Audit.Item> items = new ArrayList<>();
    for (PluginId id : running()) {
      project.plugin(id).ifPresent(p -> add(p, secrets(p), items));
    }
    return items;
  }

  /** The same of what the project itself declares as a setting, and no secret. */
  List<Audit.Item> declared() {
    List<Audit.Item> items = new ArrayList<>();
    for (PluginId id : running()) {
      project.plugin(id).ifPresent(p -> add(p, declared(p), items));
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

  private List<String> secrets(ResolvedPlugin plugin) {
    List<String> names = new ArrayList<>();
    for (Setting setting : plugin.settings()) {
      if (setting.sensitive() && isOpen(plugin, setting)) {
        names.add(setting.readVariables().get(0));
      }
    }
    if (plugin.definition() == DefinitionKind.MISSING) {
      plugin.connector().map(Connector::secrets).orElse(List.of()).stream()
          .filter(name -> plugin.setting(name).isEmpty())
          .map(name -> VariableNames.of(plugin.name(), name))
          .filter(name -> !set.contains(name) && !plugin.env().containsKey(name))
          .forEach(names::add);
    }
    return names;
  }

  private List<String> declared(ResolvedPlugin plugin) {
    return plugin.definition() != DefinitionKind.CUSTOM
        ? List.of()
        : plugin.settings().stream()
            .filter(s -> s.declared() && !s.sensitive() && isOpen(plugin, s))
            .map(s -> s.readVariables().get(0))
            .toList();
  }

  private boolean isOpen(ResolvedPlugin plugin, Setting setting) {
    List<String> variables = setting.readVariables();
    return !variables.isEmpty()
        && variables.stream().noneMatch(v -> isSet(plugin, v))
        && setting.sources().stream().noneMatch(s -> gives(plugin, s));
  }

  private static void add(ResolvedPlugin plugin, List<String> names, List<Audit.Item> items) {
    if (!names.isEmpty()) {
      String text = plugin.name() + ": " + String.join(", ", names);
      items.add(new Audit.Item(text, Optional.of(plugin.span())));
    }
  }

  private boolean isSet(ResolvedPlugin plugin, String variable) {
    return set.contains(variable)
        || plugin.env().containsKey(variable)
        || plugin.environmentEnv().values().stream().anyMatch(e -> e.containsKey(variable));
  }

  private boolean gives(ResolvedPlugin plugin, Source source) {
    if (source instanceof Source.Variables variables) {
      Optional<ResolvedPlugin> owner =
          project.plugin(new PluginId(plugin.type(), variables.owner()));
      return variables.names().stream().anyMatch(v -> isSet(owner.orElse(plugin), v));
    }
    return gives(source);
  }

  /** Whether a file has a value there. */
  static boolean gives(Source source) {
    if (source instanceof Source.Own own) {
      return !own.value().value().isNull();
    }
    if (source instanceof Source.Environments environments) {
      return environments.values().values().stream().anyMatch(v -> !v.value().isNull());
    }
    return source instanceof Source.Default value && !value.value().value().isNull();
  }
}
