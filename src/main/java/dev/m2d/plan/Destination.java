package dev.m2d.plan;

import dev.m2d.meltano.resolve.ResolvedPlugin;
import dev.m2d.meltano.resolve.ResolvedProject;
import dev.m2d.meltano.resolve.Setting;
import dev.m2d.meltano.resolve.Source;
import dev.m2d.yaml.Value;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;

/**
 * Where a target puts a stream, as far as it can be told without variables.
 *
 * @param database whether the target writes tables that dbt could read
 * @param schema the schema, when it is the same in every environment
 */
record Destination(boolean database, Optional<String> schema) {
  private static final List<String> SCHEMA_SETTINGS =
      List.of("default_target_schema", "schema", "target_schema", "dataset");
  private static final Set<String> TARGETS_WITHOUT_SCHEMA =
      Set.of("target-sqlite", "target-clickhouse", "target-mysql");

  /** What the loader's and the extractor's settings say. */
  static Destination of(ResolvedProject project, ResolvedPlugin extractor, ResolvedPlugin loader) {
    Map<String, String> fixed = fixed(project, extractor, loader);
    for (String name : SCHEMA_SETTINGS) {
      Optional<Setting> setting = loader.setting(name);
      if (setting.isPresent()) {
        Optional<String> schema =
            literal(setting.get()).flatMap(text -> known(text, extractor, fixed));
        return new Destination(true, schema);
      }
    }
    return new Destination(TARGETS_WITHOUT_SCHEMA.contains(loader.name()), Optional.empty());
  }

  /** Variables of the root env block that nothing else redefines, with plain values. */
  private static Map<String, String> fixed(
      ResolvedProject project, ResolvedPlugin extractor, ResolvedPlugin loader) {
    Map<String, String> fixed = new HashMap<>();
    project
        .rootEnv()
        .forEach((name, value) -> text(value.value()).ifPresent(text -> fixed.put(name, text)));
    project
        .environments()
        .forEach(environment -> fixed.keySet().removeAll(environment.env().keySet()));
    for (ResolvedPlugin plugin : List.of(extractor, loader)) {
      fixed.keySet().removeAll(plugin.env().keySet());
      plugin.environmentEnv().values().forEach(env -> fixed.keySet().removeAll(env.keySet()));
    }
    return fixed;
  }

  /** Replaces what the tap and the root env block decide; any other reference makes it unknown. */
  private static Optional<String> known(
      String text, ResolvedPlugin extractor, Map<String, String> fixed) {
    String loadSchema =
        extractor
            .setting("_load_schema")
            .flatMap(Destination::literal)
            .orElse("$MELTANO_EXTRACTOR_NAMESPACE");
    String resolved = replace(text, "MELTANO_EXTRACT__LOAD_SCHEMA", loadSchema);
    resolved = replace(resolved, "MELTANO_EXTRACTOR_NAMESPACE", extractor.namespace());
    for (Map.Entry<String, String> variable : fixed.entrySet()) {
      resolved = replace(resolved, variable.getKey(), variable.getValue());
    }
    boolean plain = !resolved.isEmpty() && !resolved.contains("$");
    return plain ? Optional.of(resolved) : Optional.empty();
  }

  private static String replace(String text, String variable, String value) {
    return text.replace("${" + variable + "}", value)
        .replaceAll("\\$" + variable + "(?![A-Za-z0-9_])", Matcher.quoteReplacement(value));
  }

  private static Optional<String> literal(Setting setting) {
    for (Source source : setting.sources()) {
      if (source instanceof Source.Environments environments && !environments.values().isEmpty()) {
        return Optional.empty();
      }
      if (source instanceof Source.Own own && !own.value().value().isNull()) {
        return text(own.value().value());
      }
      if (source instanceof Source.Default value && !value.value().value().isNull()) {
        return text(value.value().value());
      }
    }
    return Optional.empty();
  }

  private static Optional<String> text(Value value) {
    return value instanceof Value.Text text ? Optional.of(text.value()) : Optional.empty();
  }

  /** The table a target of Meltano's SDK makes of a stream: what follows the last dash. */
  static String tableOf(String stream) {
    String[] parts = stream.split("-", -1);
    String last = parts.length == 2 || parts.length == 3 ? parts[parts.length - 1] : stream;
    return last.toLowerCase(Locale.ROOT);
  }
}
