package dev.m2d.meltano.resolve;

import dev.m2d.config.ToolConfig;
import dev.m2d.dbt.DbtProject;
import dev.m2d.diagnostic.SourceFile;
import dev.m2d.meltano.PluginId;
import dev.m2d.meltano.PluginType;
import dev.m2d.yaml.Located;
import dev.m2d.yaml.Value;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A Meltano project as Meltano resolves it, independent of environment and variables.
 *
 * @param root the folder with meltano.yml, absolute
 * @param name the folder's name
 * @param defaultEnvironment as written, unexpanded
 * @param rootEnv variables of the project, unexpanded
 * @param settings project settings that are written somewhere or matter to a conversion
 * @param plugins in the order of types, then of the files; the first of a name
 * @param schedules in file order; the first of a name
 * @param dotenvNames names of the variables in the project's `.env`
 * @param dbtProjects the dbt projects its transformers and utilities point at
 * @param toolConfig m2d.yaml, empty values when there is none
 * @param files every file that was read
 */
public record ResolvedProject(
    Path root,
    String name,
    Optional<String> projectId,
    Optional<Located<String>> defaultEnvironment,
    List<ResolvedEnvironment> environments,
    Map<String, Located<Value>> rootEnv,
    List<Setting> settings,
    List<ResolvedPlugin> plugins,
    List<ResolvedJob> jobs,
    List<ResolvedSchedule> schedules,
    Set<String> dotenvNames,
    List<DbtProject> dbtProjects,
    ToolConfig toolConfig,
    List<SourceFile> files) {

  public ResolvedProject {
    environments = List.copyOf(environments);
    rootEnv = Ordered.copy(rootEnv);
    settings = List.copyOf(settings);
    plugins = new PluginList(plugins);
    jobs = List.copyOf(jobs);
    schedules = List.copyOf(schedules);
    dbtProjects = List.copyOf(dbtProjects);
    files = List.copyOf(files);
  }

  /** The same with other plugins, and with more files read. */
  ResolvedProject with(List<ResolvedPlugin> others, List<SourceFile> more) {
    List<SourceFile> all = new ArrayList<>(files);
    all.addAll(more);
    return new ResolvedProject(
        root,
        name,
        projectId,
        defaultEnvironment,
        environments,
        rootEnv,
        settings,
        others,
        jobs,
        schedules,
        dotenvNames,
        dbtProjects,
        toolConfig,
        all);
  }

  /** The same with other jobs and schedules, and with more files read. */
  ResolvedProject with(
      List<ResolvedJob> otherJobs,
      List<ResolvedSchedule> otherSchedules,
      ToolConfig config,
      List<SourceFile> more) {
    List<SourceFile> all = new ArrayList<>(files);
    all.addAll(more);
    return new ResolvedProject(
        root,
        name,
        projectId,
        defaultEnvironment,
        environments,
        rootEnv,
        settings,
        plugins,
        otherJobs,
        otherSchedules,
        dotenvNames,
        dbtProjects,
        config,
        all);
  }

  /** The plugins of one type. */
  public List<ResolvedPlugin> plugins(PluginType type) {
    return plugins.stream().filter(p -> p.type() == type).toList();
  }

  /** The plugin of that type and name. */
  public Optional<ResolvedPlugin> plugin(PluginId id) {
    return ((PluginList) plugins).find(id);
  }

  /** The job of that name. */
  public Optional<ResolvedJob> job(String wanted) {
    return jobs.stream().filter(j -> j.name().equals(wanted)).findFirst();
  }

  /**
   * Meltano's state id of a tap and a target run by `meltano run`.
   *
   * @param suffix of the environment, after expansion; empty for none
   */
  public static String stateId(
      String environment, String extractor, String loader, Optional<String> suffix) {
    return environment + ":" + extractor + "-to-" + loader + suffix.map(s -> ":" + s).orElse("");
  }
}
