package dev.m2d.dbt;

import dev.m2d.diagnostic.Code;
import dev.m2d.diagnostic.Diagnostic;
import dev.m2d.diagnostic.Diagnostics;
import dev.m2d.diagnostic.Span;
import dev.m2d.yaml.Located;
import dev.m2d.yaml.MapReader;
import dev.m2d.yaml.PythonText;
import dev.m2d.yaml.TextFiles;
import dev.m2d.yaml.YamlList;
import dev.m2d.yaml.YamlMap;
import dev.m2d.yaml.YamlNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The property files of a dbt project: sources, descriptions, tests. */
final class Properties {

  private final TextFiles files;
  private final List<DbtProject.Source> sources = new ArrayList<>();
  private final List<DbtProject.Test> tests = new ArrayList<>();
  private final List<DbtProject.Node> snapshots = new ArrayList<>();
  private final Map<DbtProject.NodeKind, Map<String, YamlMap>> described = new HashMap<>();
  private final Configs configs;

  Properties(TextFiles files, Configs configs) {
    this.files = files;
    this.configs = configs;
  }

  List<DbtProject.Source> sources() {
    return sources;
  }

  List<DbtProject.Test> tests() {
    return tests;
  }

  List<DbtProject.Node> snapshots() {
    return snapshots;
  }

  void readAll(List<Path> paths) {
    paths.forEach(this::read);
  }

  private void read(Path path) {
    Diagnostics own = new Diagnostics();
    Optional<YamlNode> node = new TextFiles(files.root(), own).yaml(path);
    files.read(path);
    for (Diagnostic d : own.sorted()) {
      files
          .sink()
          .add(
              Code.M2D402,
              d.at().orElse(Span.ofFile(files.name(path))),
              "A property file cannot be used: " + d.message());
    }
    if (node.isEmpty() || !(node.get() instanceof YamlMap map)) {
      return;
    }
    MapReader in = new MapReader(map, files.sink(), Code.M2D402);
    in.maps("sources").forEach(this::source);
    for (DbtProject.NodeKind kind : DbtProject.NodeKind.values()) {
      for (YamlMap entry : in.maps(kind.name().toLowerCase(Locale.ROOT) + "s")) {
        Optional<String> name = entry.present("name").map(n -> PythonText.str(n.value()));
        name.ifPresent(n -> node(kind, n, entry));
      }
    }
  }

  private void node(DbtProject.NodeKind kind, String name, YamlMap entry) {
    described.computeIfAbsent(kind, k -> new HashMap<>()).putIfAbsent(name, entry);
    tests(entry, name);
    Optional<YamlNode> relation = entry.present("relation");
    if (kind == DbtProject.NodeKind.SNAPSHOT && relation.isPresent()) {
      String text = PythonText.str(relation.get().value());
      String path = entry.span().file();
      describe(new Configs.Unit(kind, name, path, List.of(), text, entry.span()))
          .ifPresent(snapshots::add);
    }
  }

  private void source(YamlMap map) {
    MapReader in = new MapReader(map, files.sink(), Code.M2D402);
    Optional<Located<String>> name = in.text("name");
    if (name.isEmpty()) {
      files.sink().add(Code.M2D402, map.span(), "This dbt source has no `name`.");
      return;
    }
    String schema = in.text("schema").map(Located::value).orElse(name.get().value());
    Optional<String> database = in.text("database").map(Located::value);
    for (YamlMap table : in.maps("tables")) {
      MapReader t = new MapReader(table, files.sink(), Code.M2D402);
      Optional<Located<String>> tableName = t.text("name");
      if (tableName.isEmpty()) {
        files.sink().add(Code.M2D402, table.span(), "This dbt source table has no `name`.");
        continue;
      }
      String plain = tableName.get().value();
      sources.add(
          new DbtProject.Source(
              name.get().value(),
              plain,
              schema,
              t.text("identifier").map(Located::value).orElse(plain),
              database,
              t.text("description").map(Located::value),
              assetKey(table),
              List.copyOf(columns(t).keySet()),
              tableName.get().span()));
      tests(table, name.get().value() + "." + plain);
    }
  }

  /** The node of a file with what the property files say about it; empty when it is disabled. */
  Optional<DbtProject.Node> describe(Configs.Unit unit) {
    YamlMap entry =
        described
            .getOrDefault(unit.kind(), Map.of())
            .getOrDefault(unit.name(), YamlMap.empty(unit.span()));
    if (!configs.enabled(unit, entry)) {
      return Optional.empty();
    }
    MapReader in = new MapReader(entry, files.sink(), Code.M2D402);
    SqlFiles.Reads reads = SqlFiles.reads(unit.text());
    MapReader config = new MapReader(in.mapOrEmpty("config"), files.sink(), Code.M2D402);
    List<String> tags = tags(config.node("tags").or(() -> in.node("tags")));
    return Optional.of(
        new DbtProject.Node(
            unit.kind(),
            unit.name(),
            unit.path(),
            reads.refs(),
            reads.sources(),
            configs.value("schema", unit, entry),
            dagster(entry, "group")
                .map(g -> PythonText.str(g.value()))
                .or(() -> configs.value("group", unit, entry))
                .or(() -> unit.folders().stream().findFirst()),
            in.text("description").map(Located::value),
            columns(in),
            tags,
            assetKey(entry),
            unit.span()));
  }

  /** The names of the columns with their descriptions. */
  private Map<String, String> columns(MapReader in) {
    Map<String, String> columns = new LinkedHashMap<>();
    for (YamlMap column : in.maps("columns")) {
      MapReader c = new MapReader(column, files.sink(), Code.M2D402);
      c.text("name")
          .ifPresent(
              n -> columns.put(n.value(), c.text("description").map(Located::value).orElse("")));
    }
    return columns;
  }

  private static List<String> tags(Optional<YamlNode> node) {
    if (node.isPresent() && node.get() instanceof YamlList list) {
      return list.items().stream().map(n -> PythonText.str(n.value())).toList();
    }
    return node.map(n -> List.of(PythonText.str(n.value()))).orElse(List.of());
  }

  private static Optional<List<String>> assetKey(YamlMap entry) {
    return dagster(entry, "asset_key")
        .filter(YamlList.class::isInstance)
        .map(k -> ((YamlList) k).items().stream().map(n -> PythonText.str(n.value())).toList());
  }

  /** A key of `meta.dagster`. */
  private static Optional<YamlNode> dagster(YamlMap entry, String key) {
    return child(Optional.of(entry), "meta")
        .or(() -> child(child(Optional.of(entry), "config"), "meta"))
        .flatMap(meta -> child(child(Optional.of(meta), "dagster"), key));
  }

  private static Optional<YamlNode> child(Optional<? extends YamlNode> node, String key) {
    return node.flatMap(n -> n instanceof YamlMap map ? map.present(key) : Optional.empty());
  }

  private void tests(YamlMap entry, String on) {
    addTests(entry, on, Optional.empty());
    if (entry.present("columns").orElse(null) instanceof YamlList columns) {
      for (YamlNode item : columns.items()) {
        if (item instanceof YamlMap column) {
          addTests(column, on, column.present("name").map(n -> PythonText.str(n.value())));
        }
      }
    }
  }

  private void addTests(YamlMap entry, String on, Optional<String> column) {
    for (String key : List.of("tests", "data_tests")) {
      if (entry.present(key).orElse(null) instanceof YamlList list) {
        for (YamlNode item : list.items()) {
          tests.add(new DbtProject.Test(name(item), Optional.of(on), column, item.span()));
        }
      }
    }
  }

  /** A test is its name, or a mapping from its name to its arguments. */
  private static String name(YamlNode item) {
    if (item instanceof YamlMap map) {
      return map.present("test_name")
          .map(n -> PythonText.str(n.value()))
          .orElse(map.entries().keySet().stream().findFirst().orElse("test"));
    }
    return PythonText.str(item.value());
  }
}
