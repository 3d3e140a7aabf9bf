package dev.m2d.report;

import dev.m2d.dbt.DbtProject;
import dev.m2d.diagnostic.Diagnostics;
import dev.m2d.diagnostic.Span;
import dev.m2d.meltano.PluginId;
import dev.m2d.meltano.PluginType;
import dev.m2d.meltano.resolve.ResolvedPlugin;
import dev.m2d.meltano.resolve.ResolvedProject;
import dev.m2d.meltano.resolve.ResolvedSchedule;
import dev.m2d.meltano.resolve.Setting;
import dev.m2d.plan.DagsterPlan;
import dev.m2d.plan.DbtPlan;
import dev.m2d.yaml.TextFiles;
import dev.m2d.yaml.YamlList;
import dev.m2d.yaml.YamlMap;
import dev.m2d.yaml.YamlNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Variables that the profiles of dbt cannot do without, and that nothing known gives dbt. */
final class ProfileVariables {

  /** A call without a default. */
  private static final Pattern ASKED =
      Pattern.compile("env_var\\(\\s*(?:'([^']+)'|\"([^\"]+)\")\\s*\\)");

  private final ResolvedProject project;
  private final Map<String, Span> found = new LinkedHashMap<>();
  private final Set<String> given = new HashSet<>();

  private ProfileVariables(ResolvedProject project) {
    this.project = project;
    given.addAll(Variables.ofRuns(project));
  }

  /** In the order of the files. */
  static List<Audit.Item> of(ResolvedProject project, DagsterPlan plan) {
    ProfileVariables variables = new ProfileVariables(project);
    variables.transforms();
    for (DbtPlan dbt : plan.dbt()) {
      PluginType type = PluginType.ofKey(dbt.type()).orElseThrow();
      Optional<ResolvedPlugin> plugin = project.plugin(new PluginId(type, dbt.plugin()));
      plugin.ifPresent(variables::plugin);
      plugin.flatMap(p -> p.dbtProject(project)).ifPresent(variables::project);
    }
    variables.found.keySet().removeIf(n -> variables.given.contains(n) || Variables.isGiven(n));
    List<Audit.Item> items = new ArrayList<>();
    variables.found.forEach((name, at) -> items.add(new Audit.Item(name, Optional.of(at))));
    return items;
  }

  /** The transform of an EL schedule is given what its tap and target export. */
  private void transforms() {
    for (ResolvedSchedule schedule : project.schedules()) {
      if (schedule.kind() instanceof ResolvedSchedule.Elt elt
          && !elt.transform().value().equals("skip")) {
        project
            .plugin(new PluginId(PluginType.EXTRACTORS, elt.extractor().value()))
            .ifPresent(this::plugin);
        project
            .plugin(new PluginId(PluginType.LOADERS, elt.loader().value()))
            .ifPresent(this::plugin);
      }
    }
  }

  private void plugin(ResolvedPlugin plugin) {
    given.addAll(plugin.env().keySet());
    plugin.environmentEnv().values().forEach(e -> given.addAll(e.keySet()));
    for (Setting setting : plugin.settings()) {
      if (setting.sources().stream().anyMatch(UnsetSettings::gives)) {
        given.addAll(setting.writtenVariables());
      }
    }
  }

  private void project(DbtProject dbt) {
    for (String file : dbt.profileFiles()) {
      Path path = project.root().resolve(file);
      Optional<YamlNode> root = new TextFiles(project.root(), new Diagnostics()).yaml(path);
      if (root.isPresent() && root.get() instanceof YamlMap profiles) {
        dbt.profile().flatMap(profiles::present).or(() -> root).ifPresent(this::ask);
      }
    }
  }

  private void ask(YamlNode node) {
    if (node instanceof YamlMap map) {
      map.entries().values().forEach(e -> ask(e.value()));
    } else if (node instanceof YamlList list) {
      list.items().forEach(this::ask);
    } else {
      Matcher call = ASKED.matcher(node.value().asText().orElse(""));
      while (call.find()) {
        String name = call.group(1) == null ? call.group(2) : call.group(1);
        found.putIfAbsent(name, node.span());
      }
    }
  }
}
