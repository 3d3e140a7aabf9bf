package dev.m2d.meltano;

import dev.m2d.diagnostic.Span;
import dev.m2d.yaml.Located;
import dev.m2d.yaml.Value;
import dev.m2d.yaml.YamlMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * meltano.yml with its included files, as written.
 *
 * @param included paths relative to the root, in the order they were merged
 * @param version of the format, as written; 1 when it is not
 * @param env root variables; scalars as the text Meltano makes of them
 * @param plugins by type and then in file order, repetitions of a name included
 * @param settings every top-level key that is not structural, as written
 */
public record ProjectFile(
    List<String> included,
    Value version,
    Optional<Located<String>> requiresMeltano,
    Map<String, Located<Value>> env,
    List<PluginEntry> plugins,
    List<EnvironmentEntry> environments,
    List<JobEntry> jobs,
    List<ScheduleEntry> schedules,
    YamlMap settings,
    Span span) {

  /** The environment of that name, the first of several. */
  public Optional<EnvironmentEntry> environment(String name) {
    return environments.stream().filter(e -> e.name().equals(name)).findFirst();
  }
}
