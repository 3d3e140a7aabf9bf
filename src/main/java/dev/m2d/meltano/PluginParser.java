package dev.m2d.meltano;

import dev.m2d.diagnostic.Code;
import dev.m2d.diagnostic.Diagnostics;
import dev.m2d.yaml.Located;
import dev.m2d.yaml.MapReader;
import dev.m2d.yaml.PythonText;
import dev.m2d.yaml.Value;
import dev.m2d.yaml.YamlList;
import dev.m2d.yaml.YamlMap;
import dev.m2d.yaml.YamlNode;
import dev.m2d.yaml.YamlScalar;
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
    boolean custom =
        inherit.isEmpty() && in.node("namespace").filter(n -> n.value().isTrue()).isPresent();
    Common common = common(in);
    Map<String, Value> odd = odd(in);
    YamlMap config =
        odd.containsKey("config") ? YamlMap.empty(map.span()) : in.mapOrEmpty("config").copied();
    Map<String, Located<Value>> env =
        odd.containsKey("env") ? Map.of() : in.mapOrEmpty("env").locatedFields();
    if (custom && !isIterable(odd.getOrDefault("capabilities", Value.text("")))) {
      refused("capabilities", in.node("capabilities").orElseThrow(), "a list");
    }
    in.node("requires")
        .filter(n -> !(n instanceof YamlMap))
        .ifPresent(n -> refused("requires", n, "a mapping"));
    if (type == PluginType.MAPPERS && map.get("mappings").isPresent()) {
      mappings(map.get("mappings").get());
    }
    map.get("plugin_type").ifPresent(n -> listed(n, type));
    in.ignore(
        "plugin_type",
        "capabilities",
        "requires",
        "settings_group_validation",
        "hidden",
        "logo_url",
        "description");
    Optional<Definition> chosen = Optional.empty();
    if (custom && in.node("variants").filter(n -> n.value().isTrue()).isPresent()) {
      chosen = EntryVariants.choose(type, name.get().value(), map, this, sink);
    } else if (custom) {
      in.ignore("variants");
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
            in.map().present("capabilities").map(n -> capabilities(in, odd)),
            common.settings,
            common.commands,
            common.requiresMeltano,
            config,
            env,
            chosen.isPresent() ? EntryVariants.extras(map, in.rest()) : in.rest(),
            annotations,
            odd,
            chosen,
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
            definitionOdd(in),
            map.span()));
  }

  private static List<String> capabilities(MapReader in, Map<String, Value> odd) {
    Value other = odd.get("capabilities");
    if (other == null || other instanceof Value.Items) {
      return in.texts("capabilities");
    }
    return other.asText().filter(t -> !t.isEmpty()).map(List::of).orElse(List.of());
  }

  private static boolean isIterable(Value value) {
    boolean holds = value instanceof Value.Items || value instanceof Value.Fields;
    return holds || isText(value) || !value.isTrue();
  }

  private void mappings(YamlNode node) {
    List<YamlNode> items = node instanceof YamlList list ? list.items() : List.of();
    boolean isEmpty = node instanceof YamlMap map && map.entries().isEmpty();
    if (!(node instanceof YamlList) && !isEmpty) {
      refused("mappings", node, "a list");
    }
    items.stream()
        .filter(i -> !(i instanceof YamlMap))
        .forEach(i -> refused("mappings", i, "a list of mappings"));
  }

  /** People copy it along from a lock file, where it is at home. */
  private void listed(YamlNode node, PluginType type) {
    sink.add(
        Code.M2D217,
        node.span(),
        "Meltano refuses the key `plugin_type` of an entry: the list `"
            + type.key()
            + "` says it; it is left out.");
  }

  private void refused(String key, YamlNode node, String wanted) {
    sink.add(
        Code.M2D217,
        node.span(),
        "Meltano refuses `"
            + key
            + "`: it must be "
            + wanted
            + ", but is "
            + node.description()
            + "; it is left out.");
  }

  private Map<String, Value> definitionOdd(MapReader in) {
    Map<String, Value> odd = odd(in);
    in.maps("settings").stream()
        .flatMap(s -> s.present("kind").stream())
        .map(YamlNode::value)
        .filter(k -> k.isTrue() && !SettingDefinition.KINDS.contains(PythonText.str(k)))
        .forEach(k -> odd.put("kind", k));
    return odd;
  }

  /** What is no text where text is wanted, and a `config` that is no mapping. */
  private Map<String, Value> odd(MapReader in) {
    Map<String, Value> odd = new LinkedHashMap<>();
    for (String key : List.of("namespace", "variant")) {
      in.map()
          .present(key)
          .filter(n -> n instanceof YamlScalar && !isText(n.value()))
          .ifPresent(n -> odd.put(key, n.value()));
    }
    for (String key : List.of("config", "env", "capabilities")) {
      boolean isList = key.equals("capabilities");
      in.map()
          .present(key)
          .filter(n -> isList ? !(n instanceof YamlList) : !(n instanceof YamlMap))
          .filter(n -> isList || n.value().isTrue())
          .ifPresent(
              n -> {
                in.ignore(key);
                odd.put(key, n.value().copied());
                String wanted = isList ? "a list" : "a mapping";
                sink.add(
                    Code.M2D243,
                    n.span(),
                    "`" + key + "` must be " + wanted + ", but is " + n.description() + ".");
              });
    }
    in.map()
        .present("capabilities")
        .filter(
            n ->
                n instanceof YamlList list
                    && !list.items().stream().allMatch(i -> isText(i.value())))
        .ifPresent(n -> odd.put("capabilities", n.value()));
    return odd;
  }

  private static boolean isText(Value value) {
    return value instanceof Value.Text || value instanceof Value.Tagged;
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
    Optional<YamlNode> commands = in.node("commands").filter(n -> !(n instanceof YamlMap));
    commands.ifPresent(n -> refused("commands", n, "a mapping"));
    YamlMap known =
        commands.isPresent() ? YamlMap.empty(in.map().span()) : in.mapOrEmpty("commands");
    return new Common(
        in.text("label").map(Located::value),
        in.text("pip_url"),
        in.text("python"),
        in.text("executable").map(Located::value),
        in.maps("settings").stream()
            .flatMap(m -> SettingDefinition.parse(m, sink).stream())
            .toList(),
        CommandDefinition.parseAll(known, sink),
        in.text("requires_meltano").map(Located::value));
  }
}
