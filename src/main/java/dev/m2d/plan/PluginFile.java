package dev.m2d.plan;

import dev.m2d.diagnostic.Span;
import dev.m2d.literal.Language;
import dev.m2d.literal.Markdown;
import dev.m2d.literal.Snippet;
import dev.m2d.literal.Yaml;
import dev.m2d.meltano.PluginId;
import dev.m2d.meltano.PluginType;
import dev.m2d.meltano.resolve.Command;
import dev.m2d.meltano.resolve.ResolvedPlugin;
import dev.m2d.meltano.resolve.Setting;
import dev.m2d.yaml.Located;
import dev.m2d.yaml.Value;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Writes {@code plugins/<type>/<name>.yaml}; generator/schema/plugin.schema.json describes it. */
final class PluginFile {
  private final MovedSecrets secrets;
  private final SettingFile settingFile;
  private final PluginFileNames fileNames;

  PluginFile(MovedSecrets secrets, PluginFileNames fileNames) {
    this.secrets = secrets;
    this.fileNames = fileNames;
    this.settingFile = new SettingFile(secrets);
  }

  /** The path of a plugin's file below the output folder. */
  private String path(ResolvedPlugin plugin) {
    return "plugins/" + plugin.type().key() + "/" + fileNames.of(plugin.id()) + ".yaml";
  }

  /** The file of one plugin. */
  DataFile file(ResolvedPlugin plugin, Map<String, Value> document) {
    String about =
        "Meltano's "
            + plugin.type().singular()
            + " `"
            + plugin.name()
            + "`. A setting takes the first of its sources that is set.";
    return new DataFile(
        path(plugin),
        Optional.of(
            new Snippet(
                Language.MARKDOWN, plugin.type().singular() + " " + Markdown.code(plugin.name()))),
        Yaml.comment(about),
        Yaml.document(document),
        List.of(plugin.span()));
  }

  /** What it says. */
  Map<String, Value> document(ResolvedPlugin plugin) {
    Map<String, Value> out = new LinkedHashMap<>();
    out.put("schema_version", Value.Int.of(1));
    out.put("type", text(plugin.type().key()));
    out.put("name", text(plugin.name()));
    out.put("namespace", text(plugin.namespace()));
    out.put("variant", text(plugin.variant().orElse("default")));
    plugin.refused().ifPresent(why -> out.put("refused", text(why)));
    plugin.parent().ifPresent(parent -> out.put("parent", text(parent)));
    Map<String, Value> pack = new LinkedHashMap<>();
    pack.put("pip_url", pipUrl(plugin));
    pack.put("python", plugin.python().map(p -> text(p.value())).orElse(new Value.Null()));
    pack.put(
        "venv",
        plugin
            .venv()
            .map(v -> text(v.type().key() + "/" + fileNames.of(new PluginId(v.type(), v.name()))))
            .orElse(new Value.Null()));
    out.put("package", new Value.Fields(pack));
    out.put("executable", text(plugin.executable()));
    out.put("working_directory", workingDirectory(plugin));
    out.put("capabilities", texts(plugin.capabilities()));
    if (plugin.type() == PluginType.LOADERS) {
      DestinationFile.of(plugin).ifPresent(place -> out.put("destination", place));
    }
    env(plugin).ifPresent(env -> out.put("env", env));
    out.put("settings", settings(plugin, plugin.settings()));
    out.put("extras", settings(plugin, plugin.extras()));
    if (plugin.type() == PluginType.MAPPERS) {
      out.put("mappings", mappings(plugin));
    }
    if (!plugin.commands().isEmpty()) {
      out.put("commands", commands(plugin));
    }
    return out;
  }

  private Value pipUrl(ResolvedPlugin plugin) {
    if (plugin.pipUrl().isEmpty()) {
      return new Value.Null();
    }
    Located<String> url = plugin.pipUrl().get();
    String variable = "M2D_" + word(plugin.name()) + "_PIP_URL";
    return text(
        secrets.embedded(url.value(), variable, "`pip_url` of " + label(plugin), url.span()));
  }

  private static Value workingDirectory(ResolvedPlugin plugin) {
    if (plugin.type() == PluginType.TRANSFORMERS && plugin.setting("project_dir").isPresent()) {
      return new Value.Fields(Map.of("setting", text("project_dir")));
    }
    return text("project");
  }

  private Optional<Value> env(ResolvedPlugin plugin) {
    if (plugin.env().isEmpty() && plugin.environmentEnv().isEmpty()) {
      return Optional.empty();
    }
    Map<String, Value> out = new LinkedHashMap<>();
    if (!plugin.env().isEmpty()) {
      out.put("plugin", block(plugin.env(), "M2D_" + word(plugin.name()), "plugin", secrets));
    }
    if (!plugin.environmentEnv().isEmpty()) {
      Map<String, Value> environments = new LinkedHashMap<>();
      plugin
          .environmentEnv()
          .forEach(
              (environment, env) ->
                  environments.put(
                      environment,
                      block(
                          env,
                          "M2D_" + word(environment) + "_" + word(plugin.name()),
                          "plugin",
                          secrets)));
      out.put("environments", new Value.Fields(environments));
    }
    return Optional.of(new Value.Fields(out));
  }

  /** An env block; sensitive literals become references named after the prefix. */
  static Value block(
      Map<String, Located<Value>> env, String prefix, String owner, MovedSecrets secrets) {
    Map<String, Value> out = new LinkedHashMap<>();
    env.forEach(
        (name, value) -> {
          String variable = prefix + "_" + word(name);
          String what = "`" + name + "` in the env block of the " + owner;
          Value raw = value.value();
          boolean sensitive = secrets.isSecret(name);
          Span span = value.span();
          out.put(
              name,
              sensitive
                  ? secrets.replace(raw, variable, what, span)
                  : secrets.scan(raw, variable, what, span));
        });
    return new Value.Fields(out);
  }

  private Value settings(ResolvedPlugin plugin, List<Setting> settings) {
    Map<String, Value> out = new LinkedHashMap<>();
    for (Setting setting : settings) {
      if (setting.name().startsWith("_mapping")) {
        continue; // The mappings have a place of their own.
      }
      out.put(setting.name(), settingFile.value(setting, plugin.name(), label(plugin)));
    }
    return new Value.Fields(out);
  }

  private Value mappings(ResolvedPlugin plugin) {
    Map<String, Value> out = new LinkedHashMap<>();
    plugin
        .mappings()
        .forEach(
            (name, config) ->
                out.put(
                    name,
                    secrets.scan(
                        config.value(),
                        "M2D_" + word(name),
                        "mapping `" + name + "`",
                        config.span())));
    return new Value.Fields(out);
  }

  private Value commands(ResolvedPlugin plugin) {
    Map<String, Value> out = new LinkedHashMap<>();
    for (Command command : plugin.commands()) {
      Map<String, Value> entry = new LinkedHashMap<>();
      String variable = "M2D_" + word(plugin.name()) + "_" + word(command.name());
      String what = "an argument of `" + plugin.name() + ":" + command.name() + "`";
      entry.put("args", text(secrets.embedded(command.args(), variable, what, command.span())));
      command.executable().ifPresent(e -> entry.put("executable", text(e)));
      command.description().ifPresent(d -> entry.put("description", text(d)));
      out.put(command.name(), new Value.Fields(entry));
    }
    return new Value.Fields(out);
  }

  private static String label(ResolvedPlugin plugin) {
    return plugin.type().singular() + " `" + plugin.name() + "`";
  }

  static String word(String name) {
    return name.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]+", "_");
  }

  static Value text(String text) {
    return new Value.Text(text);
  }

  static Value texts(List<String> texts) {
    return new Value.Items(texts.stream().map(PluginFile::text).toList());
  }
}
