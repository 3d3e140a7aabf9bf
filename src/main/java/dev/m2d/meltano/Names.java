package dev.m2d.meltano;

import dev.m2d.diagnostic.Code;
import dev.m2d.diagnostic.Diagnostics;
import dev.m2d.diagnostic.Span;
import dev.m2d.yaml.Value;
import dev.m2d.yaml.YamlList;
import dev.m2d.yaml.YamlMap;
import dev.m2d.yaml.YamlNode;
import dev.m2d.yaml.YamlScalar;
import java.util.List;
import java.util.Set;

/** Finds numbers, booleans and dates where Meltano needs text: in names, and as keys. */
final class Names {

  /** Keys of a plugin whose own keys may be anything. */
  private static final Set<String> FREE = Set.of("env", "commands");

  private static final YamlNode NONE = new YamlList(List.of(), Span.ofFile(""));

  private final Diagnostics sink;

  private Names(Diagnostics sink) {
    this.sink = sink;
  }

  /** Reports those of a project with its included files. */
  static void check(YamlMap project, Diagnostics sink) {
    new Names(sink).project(project);
  }

  private void project(YamlMap map) {
    keys(map, Code.M2D241);
    plugins(map);
    for (YamlMap environment : maps(map, "environments")) {
      name(environment, "name", Code.M2D241);
      name(environment, "state_id_suffix", Code.M2D240);
      if (environment.present("config").orElse(NONE) instanceof YamlMap config) {
        plugins(config);
      }
    }
    maps(map, "schedules").forEach(s -> keys(s, Code.M2D241));
  }

  private void plugins(YamlMap owner) {
    if (owner.present("plugins").orElse(NONE) instanceof YamlMap types) {
      types.entries().keySet().forEach(type -> maps(types, type).forEach(this::plugin));
    }
  }

  private void plugin(YamlMap map) {
    keys(map, Code.M2D241);
    name(map, "name", Code.M2D241);
    name(map, "namespace", Code.M2D240);
    name(map, "inherit_from", Code.M2D240);
    maps(map, "settings").forEach(s -> keys(s, Code.M2D241));
    for (YamlMap.Entry e : map.entries().values()) {
      if (!FREE.contains(e.key())) {
        nested(e.value());
      }
    }
  }

  private void nested(YamlNode node) {
    if (node instanceof YamlMap map) {
      keys(map, Code.M2D240);
      map.entries().values().forEach(e -> nested(e.value()));
    }
  }

  private void keys(YamlMap map, Code code) {
    for (YamlMap.Entry e : map.entries().values()) {
      if (!e.isText()) {
        report(code, e.keySpan(), "The key `" + e.key() + "`");
      }
    }
  }

  private void name(YamlMap map, String key, Code code) {
    if (map.present(key).orElse(NONE) instanceof YamlScalar scalar
        && !(scalar.value() instanceof Value.Text || scalar.value() instanceof Value.Tagged)) {
      report(code, scalar.span(), "`" + key + ": " + scalar.text() + "`");
    }
  }

  private void report(Code code, Span at, String what) {
    sink.add(code, at, what + " is not text, but a number, a boolean or a date.");
  }

  private static List<YamlMap> maps(YamlMap map, String key) {
    return map.present(key).orElse(NONE) instanceof YamlList list
        ? list.items().stream().filter(YamlMap.class::isInstance).map(YamlMap.class::cast).toList()
        : List.of();
  }
}
