package dev.m2d.meltano.resolve;

import dev.m2d.diagnostic.Code;
import dev.m2d.diagnostic.Diagnostics;
import dev.m2d.diagnostic.Span;
import dev.m2d.meltano.ProjectFile;
import dev.m2d.meltano.SettingDefinition;
import dev.m2d.yaml.Located;
import dev.m2d.yaml.Value;
import dev.m2d.yaml.YamlNode;
import java.util.Map;
import java.util.Optional;

/** Reports dates in words that Meltano hands to a library for dates of all languages. */
final class DateChecks {

  private final ProjectFile file;
  private final Diagnostics sink;

  DateChecks(ProjectFile file, Diagnostics sink) {
    this.file = file;
    this.sink = sink;
  }

  /** Looks at what the project's files give to the settings of a plugin that are dates. */
  void plugin(PluginModel plugin) {
    Map<String, YamlNode> own = plugin.ownValues();
    for (SettingDefinition s : plugin.settings()) {
      if (isDate(s)) {
        boolean inherited = plugin.parent().filter(p -> has(p, s)).isPresent();
        s.value().filter(v -> !inherited).ifPresent(v -> check(s, v.value(), v.span()));
        for (String name : SettingsService.names(s)) {
          check(s, own.get(name));
          file.environments().stream()
              .flatMap(e -> e.plugin(plugin.id()).stream())
              .forEach(c -> check(s, Nesting.flatten(c.config()).get(name)));
        }
      }
    }
  }

  /** Whether a plugin has that setting with the default of the same place. */
  private static boolean has(PluginModel plugin, SettingDefinition wanted) {
    return plugin.settings().stream()
        .anyMatch(s -> s.name().equals(wanted.name()) && place(s).equals(place(wanted)));
  }

  private static Optional<Span> place(SettingDefinition s) {
    return s.value().map(Located::span);
  }

  private static boolean isDate(SettingDefinition s) {
    Optional<String> processor = s.postProcessor().filter(p -> !p.isEmpty());
    return processor.equals(Optional.of("parse_date"))
        || processor.isEmpty() && s.kind().equals(Optional.of("date_iso8601"));
  }

  private void check(SettingDefinition s, @org.jspecify.annotations.Nullable YamlNode node) {
    if (node != null) {
      check(s, node.value(), node.span());
    }
  }

  private void check(SettingDefinition s, Value value, Span at) {
    if (value instanceof Value.Text text
        && text.value().indexOf('$') < 0
        && !RelativeDates.understands(text.value())) {
      sink.add(
          Code.M2D242,
          at,
          "`"
              + text.value().strip()
              + "`, the value of the date `"
              + s.name()
              + "`, is kept as it is; Meltano may read a date in it.");
    }
  }
}
