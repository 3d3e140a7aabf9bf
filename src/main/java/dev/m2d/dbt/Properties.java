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
import java.util.Map;
import java.util.Optional;

/** The property files of a dbt project: sources, descriptions, tests. */
final class Properties {

  private final TextFiles files;
  private final List<DbtProject.Source> sources = new ArrayList<>();
  private final List<DbtProject.Test> tests = new ArrayList<>();
  private final List<DbtProject.Node> snapshots = new ArrayList<>();
  private final Map<String, YamlMap> described = new HashMap<>();

  Properties(TextFiles files) {
    this.files = files;
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
    for (String kind : List.of("models", "seeds", "snapshots")) {
      for (YamlMap entry : in.maps(kind)) {
        Optional<String> name = entry.present("name").map(n -> PythonText.str(n.value()));
        name.ifPresent(n -> node(kind, n, entry));
      }
    }
  }

  private void node(String kind, String name, YamlMap entry) {
    described.putIfAbsent(name, entry);
    tests(entry, name);
    if (kind.equals("snapshots") && entry.present("relation").isPresent()) {
      SqlFiles.Reads reads =
          SqlFiles.reads(PythonText.str(entry.present("relation").get().value()));
      snapshots.add(
          describe(DbtProject.NodeKind.SNAPSHOT, name, entry.span().file(), reads, entry.span()));
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
              tableName.get().span()));
      tests(table, name.get().value() + "." + plain);
    }
  }

  /** The node of a file with what the property files say about it. */
  DbtProject.Node describe(
      DbtProject.NodeKind kind, String name, String path, SqlFiles.Reads reads, Span span) {
    YamlMap entry = described.getOrDefault(name, YamlMap.empty(span));
    MapReader in = new MapReader(entry, files.sink(), Code.M2D402);
    Map<String, String> columns = new LinkedHashMap<>();
    for (YamlMap column : in.maps("columns")) {
      MapReader c = new MapReader(column, files.sink(), Code.M2D402);
      c.text("name")
          .ifPresent(
              n -> columns.put(n.value(), c.text("description").map(Located::value).orElse("")));
    }
    MapReader config = new MapReader(in.mapOrEmpty("config"), files.sink(), Code.M2D402);
    List<String> tags = tags(config.node("tags").or(() -> in.node("tags")));
    return new DbtProject.Node(
        kind,
        name,
        path,
        reads.refs(),
        reads.sources(),
        in.text("description").map(Located::value),
        columns,
        tags,
        assetKey(entry),
        span);
  }

  private static List<String> tags(Optional<YamlNode> node) {
    if (node.isPresent() && node.get() instanceof YamlList list) {
      return list.items().stream().map(n -> PythonText.str(n.value())).toList();
    }
    return node.map(n -> List.of(PythonText.str(n.value()))).orElse(List.of());
  }

  private static Optional<List<String>> assetKey(YamlMap entry) {
    Optional<YamlNode> meta =
        entry
            .present("meta")
            .or(
                () ->
                    entry
                        .present("config")
                        .flatMap(
                            c -> c instanceof YamlMap m ? m.present("meta") : Optional.empty()));
    return meta.flatMap(m -> m instanceof YamlMap map ? map.present("dagster") : Optional.empty())
        .flatMap(d -> d instanceof YamlMap map ? map.present("asset_key") : Optional.empty())
        .filter(YamlList.class::isInstance)
        .map(k -> ((YamlList) k).items().stream().map(n -> PythonText.str(n.value())).toList());
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
