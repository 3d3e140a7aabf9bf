package dev.m2d.plan;

import dev.m2d.diagnostic.Span;
import dev.m2d.meltano.SettingDefinition;
import dev.m2d.meltano.resolve.Setting;
import dev.m2d.meltano.resolve.Source;
import dev.m2d.yaml.Located;
import dev.m2d.yaml.Value;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Writes one setting with its sources. */
final class SettingFile {
  private final MovedSecrets secrets;

  SettingFile(MovedSecrets secrets) {
    this.secrets = secrets;
  }

  /**
   * The entry of a setting.
   *
   * @param plugin the plugin whose file it stands in
   * @param label how findings name the plugin
   */
  Value value(Setting setting, String plugin, String label) {
    Map<String, Value> out = new LinkedHashMap<>();
    setting
        .kind()
        .filter(SettingDefinition.KINDS::contains)
        .ifPresent(k -> out.put("kind", PluginFile.text(k)));
    if (setting.sensitive()) {
      out.put("sensitive", new Value.Bool(true));
    }
    if (!setting.declared()) {
      out.put("custom", new Value.Bool(true));
    }
    if (!setting.aliases().isEmpty()) {
      out.put("aliases", PluginFile.texts(setting.aliases()));
    }
    List<Value> processors = new ArrayList<>();
    setting.processor().ifPresent(p -> processors.add(PluginFile.text(p)));
    setting.postProcessor().ifPresent(p -> processors.add(PluginFile.text("post:" + p)));
    if (!processors.isEmpty()) {
      out.put("processors", new Value.Items(processors));
    }
    if (!setting.options().isEmpty() && setting.kind().filter("options"::equals).isPresent()) {
      out.put("options", new Value.Items(setting.options()));
    }
    List<Value> sources = new ArrayList<>();
    for (Source source : setting.sources()) {
      // An inherited value is told of the plugin that it is written at.
      String written =
          source.owner().equals(plugin) ? label : label.replace(plugin, source.owner());
      Map<String, Value> entry = source(setting, source, written);
      if (!entry.isEmpty()) {
        if (!source.owner().equals(plugin)) {
          entry.put("of", PluginFile.text(source.owner()));
        }
        sources.add(new Value.Fields(entry));
      }
    }
    out.put("sources", new Value.Items(sources));
    if (!setting.writtenVariables().isEmpty()) {
      out.put("exports", PluginFile.texts(setting.writtenVariables()));
    }
    return new Value.Fields(out);
  }

  private Map<String, Value> source(Setting setting, Source source, String label) {
    Map<String, Value> entry = new LinkedHashMap<>();
    if (source instanceof Source.Variables variables && !variables.names().isEmpty()) {
      entry.put("variables", PluginFile.texts(variables.names()));
    } else if (source instanceof Source.Environments environments) {
      Map<String, Value> values = new LinkedHashMap<>();
      environments
          .values()
          .forEach(
              (environment, value) ->
                  values.put(
                      environment,
                      safe(
                          setting,
                          value,
                          "M2D_" + PluginFile.word(environment) + "_" + variable(setting, source),
                          label)));
      if (!values.isEmpty()) {
        entry.put("environments", new Value.Fields(values));
      }
    } else if (source instanceof Source.Own own) {
      entry.put("value", safe(setting, own.value(), ownVariable(setting, own), label));
    } else if (source instanceof Source.Default value) {
      entry.put(
          "default",
          value.isWritten()
              ? safe(setting, value.value(), variable(setting, source), label)
              : value.value().value());
    }
    return entry;
  }

  /** The setting's own variable, unless an environment's value would then lose against it. */
  private static String ownVariable(Setting setting, Source.Own own) {
    boolean environments =
        setting.sources().stream()
            .anyMatch(
                s ->
                    s instanceof Source.Environments e
                        && e.owner().equals(own.owner())
                        && !e.values().isEmpty());
    String name = variable(setting, own);
    return environments ? "M2D_" + name : name;
  }

  private static String variable(Setting setting, Source source) {
    for (Source other : setting.sources()) {
      if (other instanceof Source.Variables variables
          && other.owner().equals(source.owner())
          && !variables.names().isEmpty()) {
        return variables.names().get(0);
      }
    }
    return PluginFile.word(source.owner() + "_" + setting.name());
  }

  private Value safe(Setting setting, Located<Value> value, String variable, String label) {
    String what = "`" + setting.name() + "` of " + label;
    Span span = value.span();
    return setting.sensitive()
        ? secrets.replace(value.value(), variable, what, span)
        : secrets.scan(value.value(), variable, what, span);
  }
}
