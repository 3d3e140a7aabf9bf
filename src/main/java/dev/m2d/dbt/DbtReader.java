package dev.m2d.dbt;

import dev.m2d.diagnostic.Code;
import dev.m2d.diagnostic.Diagnostics;
import dev.m2d.diagnostic.SourceFile;
import dev.m2d.diagnostic.Span;
import dev.m2d.yaml.Located;
import dev.m2d.yaml.MapReader;
import dev.m2d.yaml.TextFiles;
import dev.m2d.yaml.YamlMap;
import dev.m2d.yaml.YamlNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Reads a dbt project without running dbt. */
public final class DbtReader {

  private final TextFiles files;
  private final Path folder;
  private final List<DbtProject.Node> nodes = new ArrayList<>();

  private DbtReader(TextFiles files, Path folder) {
    this.files = files;
    this.folder = folder;
  }

  /**
   * The dbt project in `folder`; empty when there is none, or its dbt_project.yml cannot be used,
   * which is reported.
   */
  public static Optional<DbtProject> read(TextFiles files, Path folder) {
    Path file = folder.resolve("dbt_project.yml");
    if (!Files.isRegularFile(file)) {
      return Optional.empty();
    }
    Diagnostics own = new Diagnostics();
    Optional<YamlNode> node = new TextFiles(files.root(), own).yaml(file);
    if (node.isEmpty() || !(node.get() instanceof YamlMap map)) {
      Span at =
          own.sorted().stream()
              .findFirst()
              .flatMap(d -> d.at())
              .orElse(Span.ofFile(files.name(file)));
      files.sink().add(Code.M2D402, at, "The dbt project file cannot be used.");
      return Optional.empty();
    }
    files.read(file);
    return Optional.of(new DbtReader(files, folder).project(map));
  }

  private DbtProject project(YamlMap map) {
    MapReader in = new MapReader(map, files.sink(), Code.M2D402);
    Optional<Located<String>> name = in.text("name");
    List<String> modelPaths = paths(in, "model-paths", "source-paths", "models");
    List<String> seedPaths = paths(in, "seed-paths", "data-paths", "seeds");
    List<String> snapshotPaths = paths(in, "snapshot-paths", "", "snapshots");
    List<String> testPaths = paths(in, "test-paths", "", "tests");
    String project = name.map(Located::value).orElse("dbt");
    Configs configs = new Configs(map, project);
    Properties properties = new Properties(files, configs);
    for (String path : modelPaths) {
      properties.readAll(find(path, ".yml", ".yaml"));
    }
    for (String path : concat(seedPaths, snapshotPaths)) {
      properties.readAll(find(path, ".yml", ".yaml"));
    }
    for (String path : modelPaths) {
      for (Path file : find(path, ".sql", ".py")) {
        add(unit(DbtProject.NodeKind.MODEL, path, file, text(file)), properties);
      }
    }
    for (String path : seedPaths) {
      for (Path file : find(path, ".csv")) {
        add(unit(DbtProject.NodeKind.SEED, path, file, ""), properties);
      }
    }
    for (String path : snapshotPaths) {
      for (Path file : find(path, ".sql")) {
        String text = text(file);
        SqlFiles.snapshots(text, unit(DbtProject.NodeKind.SNAPSHOT, path, file, text))
            .forEach(u -> add(u, properties));
      }
    }
    nodes.addAll(properties.snapshots());
    List<DbtProject.Test> tests = new ArrayList<>(properties.tests());
    for (String path : testPaths) {
      for (Path f : find(path, ".sql")) {
        if (!relative(f).contains("/generic/")) {
          Span span = Span.ofFile(files.name(f));
          tests.add(
              new DbtProject.Test(SqlFiles.stem(f), Optional.empty(), Optional.empty(), span));
        }
      }
    }
    return new DbtProject(
        files.name(folder),
        project,
        in.text("profile").map(Located::value),
        versions(in),
        Files.isRegularFile(folder.resolve("packages.yml"))
            || Files.isRegularFile(folder.resolve("dependencies.yml")),
        profiles(),
        properties.sources(),
        manifest()
            .map(path -> ManifestFile.sharpen(files, folder, path, project, nodes))
            .orElse(nodes),
        tests,
        configs.decisive(),
        name.map(Located::span).orElse(map.span()));
  }

  private static List<String> concat(List<String> a, List<String> b) {
    return Stream.concat(a.stream(), b.stream()).toList();
  }

  private static List<String> paths(MapReader in, String key, String older, String usual) {
    List<String> given = in.texts(key);
    if (given.isEmpty() && !older.isEmpty()) {
      given = in.texts(older);
    }
    return given.isEmpty() ? List.of(usual) : given;
  }

  private static List<String> versions(MapReader in) {
    Optional<YamlNode> node = in.node("require-dbt-version");
    if (node.isEmpty()) {
      return List.of();
    }
    return node.get() instanceof dev.m2d.yaml.YamlList
        ? in.texts("require-dbt-version")
        : in.text("require-dbt-version").map(v -> List.of(v.value())).orElse(List.of());
  }

  private void add(Configs.Unit unit, Properties properties) {
    properties.describe(unit).ifPresent(nodes::add);
  }

  private Configs.Unit unit(DbtProject.NodeKind kind, String root, Path file, String text) {
    List<String> folders = new ArrayList<>();
    Path start = folder.resolve(root).normalize();
    start.relativize(file.getParent()).forEach(p -> folders.add(p.toString()));
    folders.remove("");
    Span span = Span.ofFile(files.name(file));
    return new Configs.Unit(kind, SqlFiles.stem(file), relative(file), folders, text, span);
  }

  private String text(Path file) {
    return files.read(file).map(SourceFile::text).orElse("");
  }

  private String relative(Path file) {
    return folder.relativize(file).toString().replace('\\', '/');
  }

  private List<Path> find(String path, String... endings) {
    Path start = folder.resolve(path).normalize();
    if (!Files.isDirectory(start)) {
      return List.of();
    }
    try (Stream<Path> walk = Files.walk(start)) {
      return walk.filter(Files::isRegularFile)
          .filter(
              p -> {
                String name = p.getFileName().toString();
                return Stream.of(endings).anyMatch(name::endsWith);
              })
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private List<String> profiles() {
    List<Path> found = new ArrayList<>();
    for (String place : List.of("profiles.yml", "profile/profiles.yml")) {
      if (Files.isRegularFile(folder.resolve(place))) {
        found.add(folder.resolve(place));
      }
    }
    find("profiles", "profiles.yml").forEach(found::add);
    return found.stream().map(files::name).toList();
  }

  private Optional<Path> manifest() {
    return Stream.of("target/manifest.json", "manifest.json")
        .map(folder::resolve)
        .filter(Files::isRegularFile)
        .findFirst();
  }
}
