package dev.m2d.meltano;

import dev.m2d.diagnostic.Code;
import dev.m2d.diagnostic.Diagnostics;
import dev.m2d.yaml.Located;
import dev.m2d.yaml.MapReader;
import dev.m2d.yaml.Value;
import dev.m2d.yaml.YamlMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads plugin entries and lock files, which share most of their keys. */
final class PluginParser {

  private final Diagnostics sink;

  PluginParser(Diagnostics sink) {
    this.sink = sink;
  }

  /** Reads one entry; empty when it cannot be used, which is reported. */
  Optional<PluginEntry> entry(PluginType type, YamlMap map) {
    MapReader in = new MapReader(map, sink, Code.M2D201);
    Optional<Located<String>> name = in.text("name");
    if (name.isEmpty()) {
      sink.add(Code.M2D202, map.span(), "An entry of `" + type.key() + "` has no `name`.");
      return Optional.empty();
    }
    if (name.get().value().contains(":")) {
      sink.add(
          Code.M2D204,
          name.get().span(),
          "The name `" + name.get().value() + "` contains a colon, which Meltano refuses.");
      return Optional.empty();
    }
    Optional<Located<String>> inherit =
        in.text("inherit_from")
            .filter(i -> !i.value().isEmpty() && !i.value().equals(name.get().value()));
    Optional<String> namespace = in.text("namespace").map(Located::value);
    boolean custom = inherit.isEmpty() && namespace.filter(n -> !n.isEmpty()).isPresent();
    Common common = common(in);
    YamlMap config = in.mapOrEmpty("config").copied();
    Map<String, Located<Value>> env = in.mapOrEmpty("env").locatedFields();
    in.ignore(
        "capabilities",
        "requires",
        "settings_group_validation",
        "hidden",
        "logo_url",
        "description");
    if (custom) {
      // The keys a definition has of its own do not become extras of a custom plugin.
      in.ignore("docs", "repo", "original", "deprecated", "supported_python_versions");
    }
    Optional<Located<Value>> annotations = in.node("annotations").map(n -> n.located());
    annotations.ifPresent(
        a ->
            sink.add(
                Code.M2D232,
                a.span(),
                "The annotations here are notes for other tools; they are not carried over."));
    return Optional.of(
        new PluginEntry(
            type,
            name.get().value(),
            inherit,
            namespace,
            in.text("variant").map(Located::value),
            common.label,
            common.pipUrl,
            common.python,
            common.executable,
            in.map().present("capabilities").map(n -> in.texts("capabilities")),
            common.settings,
            common.commands,
            common.requiresMeltano,
            config,
            env,
            in.rest(),
            annotations,
            name.get().span(),
            map.span()));
  }

  /** Reads the content of a lock file. */
  Optional<Definition> definition(PluginType type, String name, YamlMap map, String lock) {
    MapReader in = new MapReader(map, sink, Code.M2D201);
    String ownName = in.text("name").map(Located::value).orElse(name);
    String namespace = in.text("namespace").map(Located::value).orElse(ownName.replace('-', '_'));
    Common common = common(in);
    Optional<String> variant = in.text("variant").map(Located::value);
    List<String> capabilities = in.texts("capabilities");
    in.ignore(
        "plugin_type",
        "docs",
        "repo",
        "description",
        "logo_url",
        "hidden",
        "requires",
        "env",
        "settings_group_validation",
        "supported_python_versions",
        "original",
        "deprecated");
    Map<String, Located<Value>> extras = new LinkedHashMap<>();
    in.rest().forEach((k, e) -> extras.put(k, e.value().located()));
    return Optional.of(
        new Definition(
            type,
            ownName,
            namespace,
            variant,
            common.label,
            common.pipUrl,
            common.python,
            common.executable,
            capabilities,
            common.settings,
            common.commands,
            common.requiresMeltano,
            extras,
            Optional.of(lock),
            map.span()));
  }

  private record Common(
      Optional<String> label,
      Optional<Located<String>> pipUrl,
      Optional<Located<String>> python,
      Optional<String> executable,
      List<SettingDefinition> settings,
      Map<String, CommandDefinition> commands,
      Optional<String> requiresMeltano) {}

  private Common common(MapReader in) {
    return new Common(
        in.text("label").map(Located::value),
        in.text("pip_url"),
        in.text("python"),
        in.text("executable").map(Located::value),
        in.maps("settings").stream()
            .flatMap(m -> SettingDefinition.parse(m, sink).stream())
            .toList(),
        CommandDefinition.parseAll(in.mapOrEmpty("commands"), sink),
        in.text("requires_meltano").map(Located::value));
  }
}
