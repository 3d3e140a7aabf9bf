package dev.m2d.config;

import dev.m2d.diagnostic.Span;
import dev.m2d.yaml.Located;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The content of `m2d.yaml` beside meltano.yml.
 *
 * @param jobs jobs that meltano.yml does not name, and what is added to those it names
 * @param output folder to write to, relative to the project root
 * @param codeLocation name of the code location, as the first run gives it
 * @param runner who runs pipelines that nobody has decided on, `singer` or `native`
 * @param scan whether jobs found in scripts are taken by themselves
 */
public record ToolConfig(
    List<JobEntry> jobs,
    Optional<Located<String>> output,
    Optional<Located<String>> codeLocation,
    Optional<Located<String>> runner,
    boolean scan) {

  public ToolConfig {
    jobs = List.copyOf(jobs);
  }

  /** No file, no options. */
  public static ToolConfig empty() {
    return new ToolConfig(List.of(), Optional.empty(), Optional.empty(), Optional.empty(), true);
  }

  /** The same with other jobs. */
  public ToolConfig withJobs(List<JobEntry> others) {
    return new ToolConfig(others, output, codeLocation, runner, scan);
  }

  /**
   * A job.
   *
   * @param name empty only where `from` stands for it
   * @param tasks empty for a job that is elsewhere: in meltano.yml, or where `from` says
   * @param env variables of its runs by name, in order; `${NAME:-text}` leaves the last word to the
   *     surroundings
   * @param schedule an interval as in Meltano
   * @param timezone of the interval; empty for UTC
   * @param from the place of the calls that it replaces, `file:line` or `file`
   * @param drop whether what is found there is left out
   */
  public record JobEntry(
      Optional<Located<String>> name,
      List<TaskEntry> tasks,
      Map<String, Located<String>> env,
      Optional<Located<String>> schedule,
      Optional<Located<String>> timezone,
      Optional<Located<String>> from,
      boolean drop,
      Span span) {
    public JobEntry {
      tasks = List.copyOf(tasks);
      env = Collections.unmodifiableMap(new LinkedHashMap<>(env));
    }

    /** The same job with other tasks. */
    public JobEntry with(List<TaskEntry> others) {
      return new JobEntry(name, others, env, schedule, timezone, from, drop, span);
    }
  }
}
