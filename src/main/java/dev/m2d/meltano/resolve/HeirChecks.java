package dev.m2d.meltano.resolve;

import dev.m2d.diagnostic.Code;
import dev.m2d.diagnostic.Diagnostics;
import dev.m2d.meltano.EnvironmentEntry;
import dev.m2d.meltano.ProjectFile;
import dev.m2d.meltano.SettingDefinition;
import dev.m2d.yaml.YamlNode;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reports settings of heirs for which Meltano asks a parent that does not know them. */
final class HeirChecks {

  private final ProjectFile file;
  private final ResolvedProject project;
  private final Diagnostics sink;

  HeirChecks(ProjectFile file, ResolvedProject project, Diagnostics sink) {
    this.file = file;
    this.project = project;
    this.sink = sink;
  }

  /** Looks at what a plugin declares that its parent does not. */
  void plugin(PluginModel plugin) {
    if (plugin.parent().isEmpty()) {
      return;
    }
    Set<String> above =
        plugin.parent().get().settings().stream()
            .map(SettingDefinition::name)
            .collect(Collectors.toSet());
    Map<String, YamlNode> own = plugin.ownValues();
    for (SettingDefinition s : plugin.entry().settings()) {
      if (!above.contains(s.name()) && !isGiven(plugin, s, own)) {
        sink.add(
            Code.M2D237,
            plugin.entry().nameSpan(),
            "The setting `"
                + s.name()
                + "` is declared by `"
                + plugin.name()
                + "` alone and has no value; Meltano fails when it asks the parent for it.");
      }
    }
  }

  private boolean isGiven(PluginModel plugin, SettingDefinition s, Map<String, YamlNode> own) {
    Set<String> variables = new HashSet<>(file.env().keySet());
    variables.addAll(plugin.entry().env().keySet());
    variables.addAll(project.dotenvNames());
    boolean inVariable = plugin.variables().read(s).stream().anyMatch(variables::contains);
    boolean inOwn = SettingsService.names(s).stream().anyMatch(n -> isPresent(own.get(n)));
    boolean inAll =
        !file.environments().isEmpty()
            && file.environments().stream().allMatch(e -> isGiven(e, plugin, s));
    return inVariable || inOwn || inAll;
  }

  private static boolean isGiven(EnvironmentEntry e, PluginModel plugin, SettingDefinition s) {
    if (plugin.variables().read(s).stream().anyMatch(e.env()::containsKey)) {
      return true;
    }
    return e.plugin(plugin.id())
        .map(c -> Nesting.flatten(c.config()))
        .filter(c -> SettingsService.names(s).stream().anyMatch(n -> isPresent(c.get(n))))
        .isPresent();
  }

  private static boolean isPresent(@Nullable YamlNode node) {
    return node != null && !node.value().isNull();
  }
}
