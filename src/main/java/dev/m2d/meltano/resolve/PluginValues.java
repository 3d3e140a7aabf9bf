package dev.m2d.meltano.resolve;

import dev.m2d.meltano.BuiltIn;
import dev.m2d.meltano.EnvironmentEntry;
import dev.m2d.meltano.SettingDefinition;
import dev.m2d.yaml.Located;
import dev.m2d.yaml.PythonText;
import dev.m2d.yaml.Value;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a plugin's process is given: configuration, variables, arguments. */
final class PluginValues {

  private final PluginSettings settings;
  private final Optional<EnvironmentEntry> environment;
  private final LocalDateTime now;

  PluginValues(PluginSettings settings, Optional<EnvironmentEntry> environment, LocalDateTime now) {
    this.settings = settings;
    this.environment = environment;
    this.now = now;
  }

  PluginSettings settings() {
    return settings;
  }

  /** The configuration file of a Singer plugin, or the flat settings of another. */
  Value.Fields config() {
    Map<String, Value> flat = new LinkedHashMap<>();
    for (SettingDefinition d : settings.definitions()) {
      if (!d.isExtra()) {
        flat.put(d.name(), settings.get(d, true, true).value());
      }
    }
    for (SettingDefinition d : settings.definitions()) {
      if (!d.isExtra()) {
        flat.computeIfPresent(d.name(), (k, v) -> postProcessed(d, v));
      }
    }
    if (configured().filter(BuiltIn.Configured::nested).isPresent()) {
      flat.replaceAll((k, v) -> Value.text(PythonText.str(v)));
      return new Value.Fields(Nesting.nest(flat, true));
    }
    return settings.plugin().type().isSinger()
        ? Nesting.singerConfig(flat)
        : new Value.Fields(flat);
  }

  private Optional<BuiltIn.Configured> configured() {
    PluginModel plugin = settings.plugin();
    return BuiltIn.configured(plugin.type(), plugin.definition().name());
  }

  private Value postProcessed(SettingDefinition d, Value value) {
    if (value.isNull()) {
      return value;
    }
    String processor = d.postProcessor().orElse("");
    if (processor.isEmpty() && d.kind().equals(Optional.of("date_iso8601"))) {
      processor = "parse_date";
    }
    if (processor.equals("parse_date")) {
      if (value instanceof Value.Text t) {
        return new Value.Text(RelativeDates.parse(t.value(), now));
      }
      throw new ResolveError("TypeError", "expected string or bytes-like object");
    }
    return processor.isEmpty() ? value : Casting.process(processor, value);
  }

  /** The extras by name. */
  Map<String, Value> extras() {
    Map<String, Value> extras = new LinkedHashMap<>();
    for (SettingDefinition d : settings.definitions()) {
      if (d.isExtra()) {
        extras.put(d.name(), settings.get(d, true, true).value());
      }
    }
    return extras;
  }

  /** The variables of its process. */
  Map<String, Value> process(Map<String, String> exports) {
    ProjectSettings project = settings.project();
    boolean strict = project.strict();
    Map<String, String> rootEnv = project.expanded();
    Map<String, Value> environmentEnv =
        environment.map(e -> expandAll(e.env(), rootEnv, strict)).orElse(Map.of());
    Map<String, Value> pluginEnv =
        expandAll(settings.plugin().entry().env(), texts(environmentEnv), strict);
    Map<String, Value> environmentPluginEnv =
        environment
            .flatMap(e -> e.plugin(settings.plugin().id()))
            .map(c -> expandAll(c.env(), texts(pluginEnv), strict))
            .orElse(Map.of());
    Map<String, Value> all = new LinkedHashMap<>(project.expandedValues());
    settings.dotenv().forEach((k, v) -> all.put(k, Value.text(v)));
    settings.copyVariables(all);
    exports.forEach((k, v) -> all.put(k, Value.text(v)));
    all.putAll(pluginEnv);
    all.putAll(environmentEnv);
    all.putAll(environmentPluginEnv);
    all.remove("VIRTUAL_ENV");
    all.remove("PYTHONPATH");
    String venv = venv();
    if (venv != null) {
      String path = PythonText.str(all.getOrDefault("PATH", Value.text("")));
      all.put("VIRTUAL_ENV", Value.text(venv));
      all.put("PATH", Value.text(venv + "/bin:" + path));
    }
    configured()
        .ifPresent(
            c -> {
              String folder = systemFolder() + "/run/" + settings.plugin().name();
              c.paths()
                  .forEach(
                      (k, v) -> all.put(k, Value.text(v.isEmpty() ? folder : folder + "/" + v)));
              c.fixed().forEach((k, v) -> all.put(k, Value.text(v)));
            });
    return all;
  }

  private String systemFolder() {
    return settings.project().added().getOrDefault("MELTANO_SYS_DIR_ROOT", "");
  }

  private static Map<String, Value> expandAll(
      Map<String, Located<Value>> block, Map<String, String> variables, boolean strict) {
    Map<String, Value> expanded = new LinkedHashMap<>();
    block.forEach((k, v) -> expanded.put(k, expanded(v.value(), variables, strict)));
    return expanded;
  }

  /** Variables of a process as texts. */
  static Map<String, String> texts(Map<String, Value> variables) {
    Map<String, String> texts = new LinkedHashMap<>();
    variables.forEach((k, v) -> texts.put(k, PythonText.str(v)));
    return texts;
  }

  private static Value expanded(Value value, Map<String, String> variables, boolean strict) {
    try {
      return Expansion.value(value, variables, strict);
    } catch (Expansion.Undefined e) {
      throw new ResolveError("EnvironmentVariableNotSetError", String.valueOf(e.getMessage()));
    }
  }

  private @Nullable String venv() {
    return settings
        .plugin()
        .venv()
        .map(v -> systemFolder() + "/" + v.type().key() + "/" + v.name() + "/venv")
        .orElse(null);
  }

  /** The path of an executable: in the virtual environment, in the project, or a bare name. */
  private String executable(String name) {
    String venv = venv();
    if (venv == null && !name.replace('\\', '/').contains("/")) {
      return name;
    }
    String plain = name.replaceAll("(?<=^|/)\\./|/(?=/)|/\\.?$", "");
    if (name.startsWith("/")) {
      return plain;
    }
    String folder =
        venv == null ? settings.project().added().get("MELTANO_PROJECT_ROOT") : venv + "/bin";
    String end = plain.isEmpty() ? "" : "/" + plain;
    return folder + end;
  }

  /** The arguments of a command, the executable first; without a name the bare executable. */
  List<String> argv(Optional<String> command, Map<String, String> process) {
    PluginModel plugin = settings.plugin();
    if (command.isEmpty()) {
      return List.of(executable(plugin.executable()));
    }
    dev.m2d.meltano.CommandDefinition definition = plugin.commands().get(command.get());
    if (definition == null) {
      throw new ResolveError(
          "UnknownCommandError",
          "Command '" + command.get() + "' could not be found. " + plugin.name());
    }
    if (definition.isNull()) {
      throw new ResolveError(
          "AttributeError", "'NoneType' object has no attribute 'expanded_args'");
    }
    if (!(definition.written() instanceof Value.Text) && !definition.written().isNull()) {
      String type = pythonType(definition.written());
      throw new ResolveError("AttributeError", "'" + type + "' object has no attribute 'read'");
    }
    List<String> argv = new ArrayList<>();
    argv.add(
        executable(definition.executable().filter(e -> !e.isEmpty()).orElse(plugin.executable())));
    for (String token : Shlex.split(definition.args())) {
      String expanded = Expansion.text(token, process, false);
      if (expanded.isEmpty()) {
        throw new ResolveError(
            "UndefinedEnvVarError",
            "Command '"
                + command.get()
                + "' referenced unset environment variable '"
                + token
                + "' in an argument. Set the environment variable or update the command"
                + " definition.");
      }
      argv.add(expanded);
    }
    return argv;
  }

  private static String pythonType(Value value) {
    if (value instanceof Value.Bool) {
      return "bool";
    }
    if (value instanceof Value.Int) {
      return "int";
    }
    if (value instanceof Value.Items) {
      return "CommentedSeq";
    }
    if (value instanceof Value.Fields) {
      return "CommentedMap";
    }
    return value instanceof Value.Real ? "ScalarFloat" : "date";
  }

  /** What it hands to the plugins after it in a pipeline. */
  Map<String, String> downstream() {
    Map<String, String> variables = new LinkedHashMap<>(settings.plugin().infoVariables());
    try {
      variables.putAll(settings.exports());
    } catch (ResolveError e) {
      if (!e.type().equals("AttributeError")) {
        throw e;
      }
      // Python looks for the attribute elsewhere then, and finds the plugin's own `env`.
      return PluginSettings.texts(settings.plugin().entry().env());
    }
    return variables;
  }
}
