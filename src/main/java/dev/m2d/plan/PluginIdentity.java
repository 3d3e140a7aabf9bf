package dev.m2d.plan;

import dev.m2d.literal.Yaml;
import dev.m2d.meltano.resolve.ResolvedPlugin;
import dev.m2d.yaml.Value;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a plugin is, without what it is called, in several readings, of which one has to be equal.
 * Most definitions hold the name of their plugin: some people rename the plugin alone and go on
 * installing the same package, others rename it wherever it stands.
 */
final class PluginIdentity {

  /** In a reading of its own, or of no meaning: the namespace is a matter of where data goes. */
  private static final Set<String> LEFT_AWAY =
      Set.of("schema_version", "type", "name", "namespace");

  private static final String BETWEEN = "-";

  /**
   * The digests of all readings: renamed wherever the name stands; only called otherwise; only
   * called otherwise, with a program that is called by the name.
   *
   * @param document of its file in `plugins/`
   * @param text the same as text
   */
  static String of(ResolvedPlugin plugin, Map<String, Value> document, String text) {
    Map<String, Value> plain = new LinkedHashMap<>();
    document.forEach(
        (key, value) -> {
          if (!LEFT_AWAY.contains(key)) {
            plain.put(key, plain(key, value));
          }
        });
    String exact = Definitions.of(plugin.type(), text(plain));
    if (plugin.executable().equals(plugin.name())) {
      plain.put("executable", PluginFile.text("OWN"));
    }
    String named = Definitions.of(plugin.type(), text(plain));
    return String.join(BETWEEN, Definitions.of(plugin, text), exact, named);
  }

  /** Those that say most first; a definition of an older m2d has fewer. */
  static List<String> readings(String definition) {
    String[] all = definition.split(BETWEEN, -1);
    List<String> readings = new ArrayList<>();
    for (int i : new int[] {1, 2, 0}) {
      if (i < all.length && !all[i].isEmpty()) {
        readings.add(i + BETWEEN + all[i]);
      }
    }
    return readings;
  }

  private static String text(Map<String, Value> document) {
    return Yaml.document(document).text();
  }

  private static Value plain(String key, Value value) {
    return switch (key) {
      case "parent" -> PluginFile.text("OTHER");
      case "package" -> without(value, "venv");
      case "settings", "extras" -> settings(value);
      default -> withoutSecrets(value);
    };
  }

  private static Value without(Value value, String key) {
    Map<String, Value> rest = new LinkedHashMap<>(((Value.Fields) value).values());
    rest.remove(key);
    return withoutSecrets(new Value.Fields(rest));
  }

  /** The names of variables follow from that of the plugin. */
  private static Value settings(Value value) {
    Map<String, Value> settings = new LinkedHashMap<>();
    ((Value.Fields) value)
        .values()
        .forEach((name, setting) -> settings.put(name, setting(((Value.Fields) setting).values())));
    return new Value.Fields(settings);
  }

  private static Value setting(Map<String, Value> whole) {
    Map<String, Value> setting = new LinkedHashMap<>(whole);
    setting.remove("exports");
    List<Value> sources = new ArrayList<>();
    if (setting.remove("sources") instanceof Value.Items items) {
      for (Value source : items.values()) {
        Map<String, Value> rest = new LinkedHashMap<>(((Value.Fields) source).values());
        rest.remove("variables");
        rest.remove("of");
        // A secret is in a variable, whatever it is called.
        if (setting.containsKey("sensitive")) {
          rest.replaceAll((key, v) -> PluginFile.text("SECRET"));
        }
        if (!rest.isEmpty()) {
          sources.add(withoutSecrets(new Value.Fields(rest)));
        }
      }
    }
    setting.put("sources", new Value.Items(sources));
    return new Value.Fields(setting);
  }

  /** The variables that moved secrets are in are named after the plugin. */
  private static Value withoutSecrets(Value value) {
    if (value instanceof Value.Fields fields) {
      if (fields.values().containsKey("$secret")) {
        return PluginFile.text("SECRET");
      }
      Map<String, Value> plain = new LinkedHashMap<>();
      fields.values().forEach((key, v) -> plain.put(key, withoutSecrets(v)));
      return new Value.Fields(plain);
    }
    if (value instanceof Value.Items items) {
      return new Value.Items(items.values().stream().map(PluginIdentity::withoutSecrets).toList());
    }
    return value instanceof Value.Text text
        ? PluginFile.text(text.value().replaceAll("\\$\\{?M2D_[A-Z0-9_]+\\}?", "SECRET"))
        : value;
  }

  private PluginIdentity() {}
}
