package dev.m2d.meltano.resolve;

import dev.m2d.meltano.BuiltIn;
import dev.m2d.meltano.ProjectFile;
import dev.m2d.meltano.SettingDefinition;
import dev.m2d.yaml.Located;
import dev.m2d.yaml.PythonText;
import dev.m2d.yaml.Value;
import dev.m2d.yaml.YamlNode;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The settings of the project; they know no environments and inherit nothing. */
final class ProjectSettings extends SettingsService {

  private final Map<String, YamlNode> own;
  private final Map<String, String> added;
  private final Set<String> nulls = new LinkedHashSet<>();
  private final Map<String, String> variables;
  private final Map<String, String> process;
  private final Map<String, Located<Value>> env;
  private @Nullable Map<String, String> expanded;
  private @Nullable Map<String, Value> expandedValues;
  private @Nullable Overlay overlay;
  private @Nullable Boolean strict;

  /**
   * The settings under one environment.
   *
   * @param environment its name, or an empty text for none
   */
  ProjectSettings(
      ProjectFile file,
      String root,
      String environment,
      Map<String, String> process,
      Map<String, String> dotenv) {
    super(dotenv);
    this.process = process;
    own = Nesting.flatten(file.settings());
    added = new LinkedHashMap<>();
    added.put("MELTANO_PROJECT_ROOT", root);
    added.put("MELTANO_ENVIRONMENT", environment);
    added.put(
        "MELTANO_SYS_DIR_ROOT",
        process.getOrDefault(
            "MELTANO_SYS_DIR_ROOT",
            dotenv.getOrDefault("MELTANO_SYS_DIR_ROOT", root + "/.meltano")));
    added.put("MELTANO_USER_AGENT", "Meltano/" + MELTANO_VERSION);
    env = file.env();
    env.forEach((k, v) -> added.put(k, PythonText.str(v.value())));
    env.entrySet().stream()
        .filter(e -> e.getValue().value().isNull())
        .forEach(e -> nulls.add(e.getKey()));
    variables = new LinkedHashMap<>(process);
    variables.putAll(added);
  }

  /** The version of Meltano whose rules these are. */
  static final String MELTANO_VERSION = "4.4.1";

  @Override
  Origin origin(String variable) {
    Located<Value> written = env.get(variable);
    if (written != null) {
      return Origin.block(variable, "", "project", written.span());
    }
    return added.containsKey(variable)
        ? new Origin(Layer.ENV, Optional.empty(), "", Optional.of(variable), Optional.of("Meltano"))
        : Origin.process(variable, "");
  }

  @Override
  String owner() {
    return "";
  }

  /** What the project lays over the variables of the process. */
  Map<String, String> added() {
    return added;
  }

  /** Names in the project's own `env` that have no value. */
  Set<String> nulls() {
    return nulls;
  }

  /** The variables of the process alone. */
  Map<String, String> process() {
    return process;
  }

  /** Its variables and those of `.env`, expanded: what every process begins with. */
  Map<String, String> expanded() {
    if (expanded == null) {
      Map<String, String> all = new LinkedHashMap<>();
      try {
        variables.forEach((k, v) -> all.put(k, Expansion.text(v, process, strict())));
        dotenv().forEach((k, v) -> all.put(k, Expansion.text(v, process, strict())));
      } catch (Expansion.Undefined e) {
        throw new ResolveError("EnvironmentVariableNotSetError", String.valueOf(e.getMessage()));
      }
      expanded = Collections.unmodifiableMap(all);
    }
    return expanded;
  }

  /** The same as values. */
  Map<String, Value> expandedValues() {
    if (expandedValues == null) {
      Map<String, Value> all = new LinkedHashMap<>();
      expanded().forEach((k, v) -> all.put(k, Value.text(v)));
      expandedValues = Collections.unmodifiableMap(all);
    }
    return expandedValues;
  }

  /** Its variables, and what it exports laid over them: what every plugin sees. */
  Overlay overlay() {
    if (overlay == null) {
      Overlay all = new Overlay();
      all.put(variables());
      nulls.forEach(name -> all.put(name, new Value.Null()));
      all.put(exports());
      overlay = all;
    }
    return overlay;
  }

  @Override
  List<SettingDefinition> definitions() {
    return BuiltIn.projectSettings();
  }

  @Override
  Map<String, String> variables() {
    return variables;
  }

  @Override
  List<String> readVariables(SettingDefinition setting) {
    return VariableNames.all(List.of("MELTANO"), names(setting));
  }

  @Override
  List<String> writtenVariables(SettingDefinition setting) {
    return VariableNames.all(List.of("MELTANO"), names(setting));
  }

  @Override
  Map<String, YamlNode> environmentValues() {
    return Map.of();
  }

  @Override
  Map<String, YamlNode> ownValues() {
    return own;
  }

  @Override
  Optional<SettingsService> parent() {
    return Optional.empty();
  }

  @Override
  boolean strict() {
    if (strict == null) {
      strict = isStrict();
    }
    return strict;
  }

  private boolean isStrict() {
    return definitions().stream()
        .filter(d -> d.name().equals("ff.strict_env_var_mode"))
        .findFirst()
        .map(d -> strictValue(d))
        .orElse(false);
  }

  private boolean strictValue(SettingDefinition flag) {
    for (String name : readVariables(flag)) {
      String text = variables.getOrDefault(name, dotenv().get(name));
      if (text != null) {
        return Casting.cast(flag, Value.text(text)).equals(new Value.Bool(true));
      }
    }
    YamlNode node = own.get(flag.name());
    return node != null && Casting.cast(flag, node.value()).equals(new Value.Bool(true));
  }
}
