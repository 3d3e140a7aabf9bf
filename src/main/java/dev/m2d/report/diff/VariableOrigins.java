package dev.m2d.report.diff;

import dev.m2d.config.ToolConfig;
import dev.m2d.diagnostic.Span;
import dev.m2d.meltano.resolve.ResolvedPlugin;
import dev.m2d.meltano.resolve.ResolvedProject;
import dev.m2d.meltano.resolve.Setting;
import dev.m2d.meltano.resolve.Source;
import dev.m2d.report.Variables;
import dev.m2d.yaml.Located;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Where a project says the things that variables stand for. */
final class VariableOrigins {

  private final Map<String, Span> places = new HashMap<>();

  VariableOrigins(ResolvedProject project) {
    places.putAll(Variables.referred(project));
    for (ToolConfig.JobEntry job : project.toolConfig().jobs()) {
      job.env().forEach((name, value) -> places.putIfAbsent(name, value.span()));
    }
    for (ResolvedPlugin plugin : project.plugins()) {
      for (Setting setting : plugin.settings()) {
        if (!setting.readVariables().isEmpty()) {
          places.putIfAbsent(setting.readVariables().get(0), place(plugin, setting));
        }
      }
    }
  }

  /** Where the setting has its value, or what defines it; else the plugin that it is of. */
  private static Span place(ResolvedPlugin plugin, Setting setting) {
    return setting.sources().stream()
        .filter(s -> s.owner().equals(plugin.name()))
        .flatMap(VariableOrigins::places)
        .filter(s -> !s.file().startsWith("generator/"))
        .findFirst()
        .orElse(plugin.span());
  }

  private static Stream<Span> places(Source source) {
    if (source instanceof Source.Own own) {
      return Stream.of(own.value().span());
    } else if (source instanceof Source.Environments environments) {
      return environments.values().values().stream().map(Located::span);
    } else if (source instanceof Source.Default value) {
      return Stream.of(value.value().span());
    }
    return Stream.empty();
  }

  Optional<Span> of(String variable) {
    return Optional.ofNullable(places.get(variable));
  }
}
