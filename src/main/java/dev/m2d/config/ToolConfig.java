package dev.m2d.config;

import dev.m2d.diagnostic.Span;
import dev.m2d.yaml.Located;
import dev.m2d.yaml.YamlNode;
import java.util.List;
import java.util.Optional;

/**
 * The content of `m2d.yaml` beside meltano.yml.
 *
 * @param jobs jobs that meltano.yml does not name
 * @param output folder to write to, relative to the project root
 */
public record ToolConfig(List<JobEntry> jobs, Optional<Located<String>> output) {

  public ToolConfig {
    jobs = List.copyOf(jobs);
  }

  /** No file, no options. */
  public static ToolConfig empty() {
    return new ToolConfig(List.of(), Optional.empty());
  }

  /**
   * A job in Meltano's own form.
   *
   * @param tasks a list of strings or of lists of strings, or one string
   * @param schedule an interval as in Meltano
   */
  public record JobEntry(
      Located<String> name, YamlNode tasks, Optional<Located<String>> schedule, Span span) {}
}
