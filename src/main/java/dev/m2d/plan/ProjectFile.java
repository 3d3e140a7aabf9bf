package dev.m2d.plan;

import dev.m2d.diagnostic.Span;
import dev.m2d.literal.Yaml;
import dev.m2d.meltano.resolve.ResolvedEnvironment;
import dev.m2d.meltano.resolve.ResolvedProject;
import dev.m2d.meltano.resolve.ResolvedSchedule;
import dev.m2d.meltano.resolve.Setting;
import dev.m2d.meltano.resolve.Source;
import dev.m2d.yaml.Value;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Writes {@code plugins/project.yaml}; generator/schema/project.schema.json describes it. */
final class ProjectFile {
  private final ResolvedProject project;
  private final String name;
  private final MovedSecrets secrets;

  /**
   * @param name of the project, whatever its folder is called now
   */
  ProjectFile(ResolvedProject project, String name, MovedSecrets secrets) {
    this.project = project;
    this.name = name;
    this.secrets = secrets;
  }

  DataFile file() {
    Map<String, Value> out = new LinkedHashMap<>();
    out.put("schema_version", Value.Int.of(1));
    Map<String, Value> identity = new LinkedHashMap<>();
    identity.put("name", PluginFile.text(name));
    identity.put("id", project.projectId().map(PluginFile::text).orElse(new Value.Null()));
    out.put("project", new Value.Fields(identity));
    out.put(
        "default_environment",
        project.defaultEnvironment().map(e -> PluginFile.text(e.value())).orElse(new Value.Null()));
    out.put("strict_variables", new Value.Bool(isStrict()));
    out.put("env", PluginFile.block(project.rootEnv(), "M2D", "project", secrets));
    Map<String, Value> environments = new LinkedHashMap<>();
    project.environments().forEach(e -> environments.put(e.name(), environment(e)));
    out.put("environments", new Value.Fields(environments));
    Map<String, Value> settings = new LinkedHashMap<>();
    SettingFile writer = new SettingFile(secrets);
    for (Setting setting : project.settings()) {
      settings.put(setting.name(), writer.value(setting, "meltano", "the project"));
    }
    out.put("settings", new Value.Fields(settings));
    Map<String, Value> schedules = new LinkedHashMap<>();
    for (ResolvedSchedule schedule : project.schedules()) {
      if (!schedule.env().isEmpty()) {
        String prefix = "M2D_" + PluginFile.word(schedule.name());
        Value env =
            PluginFile.block(schedule.env(), prefix, "schedule `" + schedule.name() + "`", secrets);
        schedules.put(schedule.name(), new Value.Fields(Map.of("env", env)));
      }
    }
    out.put("schedules", new Value.Fields(schedules));
    return new DataFile(
        "plugins/project.yaml",
        Optional.empty(),
        Yaml.comment("What meltano.yml says about the project as a whole; `$VAR` is unexpanded."),
        Yaml.document(out),
        List.of(Span.ofFile("meltano.yml")));
  }

  private Value environment(ResolvedEnvironment environment) {
    Map<String, Value> out = new LinkedHashMap<>();
    out.put(
        "env",
        PluginFile.block(
            environment.env(),
            "M2D_" + PluginFile.word(environment.name()),
            "environment `" + environment.name() + "`",
            secrets));
    out.put(
        "state_id_suffix",
        environment.stateIdSuffix().map(s -> PluginFile.text(s.value())).orElse(new Value.Null()));
    return new Value.Fields(out);
  }

  private boolean isStrict() {
    return project.settings().stream()
        .filter(s -> s.name().equals("ff.strict_env_var_mode"))
        .flatMap(s -> s.sources().stream())
        .anyMatch(source -> source instanceof Source.Own own && isTrue(own.value().value()));
  }

  private static boolean isTrue(Value value) {
    return (value instanceof Value.Bool bool && bool.value())
        || (value instanceof Value.Text text && text.value().equalsIgnoreCase("true"));
  }
}
