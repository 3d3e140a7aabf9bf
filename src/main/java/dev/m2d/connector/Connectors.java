package dev.m2d.connector;

import dev.m2d.diagnostic.Code;
import dev.m2d.diagnostic.Diagnostics;
import dev.m2d.meltano.PluginType;
import dev.m2d.naming.DidYouMean;
import dev.m2d.yaml.Located;
import dev.m2d.yaml.MapReader;
import dev.m2d.yaml.Resources;
import dev.m2d.yaml.TextFiles;
import dev.m2d.yaml.YamlMap;
import dev.m2d.yaml.YamlNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Finds descriptions of connectors: the project's own in `m2d/connectors/`, then ours. */
public final class Connectors {

  /** Ours by name: looking for a file in the jar that is not there takes a tenth millisecond. */
  private static final Set<String> OURS = Resources.lines("connectors/names.txt");

  private final Map<String, Optional<Connector>> known = new HashMap<>();

  /** The catalogue for the project in the root of `files`. */
  public Connectors(TextFiles files) {
    Path folder = files.root().resolve("m2d").resolve("connectors");
    if (!Files.isDirectory(folder)) {
      return;
    }
    try (Stream<Path> list = Files.list(folder)) {
      list.filter(p -> p.getFileName().toString().endsWith(".yaml"))
          .sorted()
          .forEach(p -> own(files, p));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void own(TextFiles files, Path path) {
    Optional<YamlNode> node = files.yaml(path);
    if (node.isPresent() && node.get() instanceof YamlMap map) {
      parse(map, files.sink()).ifPresent(c -> known.put(c.name(), Optional.of(c)));
    } else {
      node.ifPresent(
          n ->
              files
                  .sink()
                  .add(
                      Code.M2D302,
                      n.span(),
                      "A connector must be a mapping, but is " + n.description() + "."));
    }
  }

  /** The connector of that type and name. */
  public Optional<Connector> find(PluginType type, String name) {
    return known
        .computeIfAbsent(
            name,
            n ->
                OURS.contains(n)
                    ? Resources.find("connectors/" + n + ".yaml")
                        .flatMap(map -> parse(map, new Diagnostics()))
                    : Optional.empty())
        .filter(c -> c.type() == type || isDbt(c) && isCommandType(type));
  }

  private static boolean isDbt(Connector connector) {
    return connector.adapter().isPresent();
  }

  private static boolean isCommandType(PluginType type) {
    return type == PluginType.UTILITIES || type == PluginType.TRANSFORMERS;
  }

  /** Reads a description; empty when it is wrong, which is reported. */
  static Optional<Connector> parse(YamlMap map, Diagnostics sink) {
    MapReader in = new MapReader(map, sink, Code.M2D302);
    Optional<Located<String>> name = in.text("name");
    Optional<PluginType> type = in.text("type").map(Located::value).flatMap(PluginType::ofKey);
    if (name.isEmpty() || type.isEmpty()) {
      sink.add(Code.M2D302, map.span(), "A connector needs a `name` and the `type` of its plugin.");
      return Optional.empty();
    }
    in.ignore("source", "checked");
    Connector connector =
        new Connector(
            name.get().value(),
            type.get(),
            in.text("summary").map(Located::value).orElse(""),
            in.node("streams").isEmpty()
                ? Optional.empty()
                : streams(new MapReader(in.mapOrEmpty("streams"), sink, Code.M2D302)),
            in.node("destination").isEmpty()
                ? Optional.empty()
                : Optional.of(DestinationReader.read(in.mapOrEmpty("destination"), sink)),
            in.text("adapter").map(Located::value),
            in.texts("secrets"),
            packages(in, sink),
            NativeScopeReader.read(in.mapOrEmpty("native_scope"), sink),
            NativeRulesReader.read(in.maps("native"), sink));
    for (YamlMap.Entry e : in.rest().values()) {
      sink.add(
          Code.M2D302,
          e.keySpan(),
          "The key `"
              + e.key()
              + "` of a connector is unknown."
              + DidYouMean.hint(
                  e.key(),
                  List.of(
                      "name",
                      "type",
                      "summary",
                      "streams",
                      "destination",
                      "secrets",
                      "packages",
                      "native",
                      "native_scope")));
    }
    return Optional.of(connector);
  }

  private static List<Connector.Distribution> packages(MapReader in, Diagnostics sink) {
    List<Connector.Distribution> packages = new ArrayList<>();
    for (YamlMap map : in.maps("packages")) {
      MapReader one = new MapReader(map, sink, Code.M2D302);
      Optional<String> name = one.text("name").map(Located::value);
      Optional<String> version = one.text("version").map(Located::value);
      Optional<String> python = one.text("python").map(Located::value);
      if (name.isPresent() && version.isPresent() && python.isPresent()) {
        packages.add(new Connector.Distribution(name.get(), version.get(), python.get()));
      } else {
        sink.add(Code.M2D302, map.span(), "A package needs a `name`, a `version` and a `python`.");
      }
    }
    return packages;
  }

  private static Optional<Connector.StreamSetting> streams(MapReader in) {
    return in.text("setting")
        .map(
            setting ->
                new Connector.StreamSetting(
                    setting.value(),
                    in.text("file").map(Located::value),
                    in.text("stream").map(Located::value).orElse("name"),
                    in.text("keys").map(Located::value)));
  }
}
