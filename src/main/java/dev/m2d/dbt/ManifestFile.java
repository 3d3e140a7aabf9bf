package dev.m2d.dbt;

import dev.m2d.diagnostic.Diagnostics;
import dev.m2d.diagnostic.SourceFile;
import dev.m2d.yaml.PythonText;
import dev.m2d.yaml.TextFiles;
import dev.m2d.yaml.YamlList;
import dev.m2d.yaml.YamlMap;
import dev.m2d.yaml.YamlNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What dbt worked out itself in a manifest.json: references and schemas that a model's text hides
 * in Jinja. Only nodes whose text is still the one that dbt read are taken from it.
 */
final class ManifestFile {

  private final TextFiles files;
  private final Path folder;
  private final String project;
  private final YamlMap manifest;
  private final Map<String, YamlMap> byNode = new HashMap<>();

  private ManifestFile(TextFiles files, Path folder, String project, YamlMap manifest) {
    this.files = files;
    this.folder = folder;
    this.project = project;
    this.manifest = manifest;
  }

  /**
   * The nodes with what the manifest knows better; unchanged when it cannot be read.
   *
   * @param path of the manifest
   * @param project name of the dbt project; nodes of packages are passed over
   */
  static List<DbtProject.Node> sharpen(
      TextFiles files, Path folder, Path path, String project, List<DbtProject.Node> nodes) {
    // Apart from the project's files: it is built, on one machine and not on another.
    TextFiles apart = new TextFiles(files.root(), new Diagnostics());
    if (!(apart.json(path).orElse(null) instanceof YamlMap manifest)) {
      return nodes;
    }
    ManifestFile file = new ManifestFile(files, folder, project, manifest);
    file.index();
    return nodes.stream().map(file::sharpen).toList();
  }

  private void index() {
    for (YamlMap.Entry entry : map(manifest, "nodes").entries().values()) {
      if (entry.value() instanceof YamlMap node
          && text(node, "package_name").equals(Optional.of(project))) {
        byNode.put(text(node, "resource_type").orElse("") + "." + name(node), node);
      }
    }
  }

  private DbtProject.Node sharpen(DbtProject.Node own) {
    YamlMap node = byNode.get(own.kind().name().toLowerCase(Locale.ROOT) + "." + own.name());
    if (node == null || own.kind() != DbtProject.NodeKind.MODEL || !isFresh(own, node)) {
      return own;
    }
    List<String> refs = new ArrayList<>();
    List<DbtProject.SourceRef> sources = new ArrayList<>();
    if (map(node, "depends_on").get("nodes").orElse(null) instanceof YamlList ids) {
      for (YamlNode id : ids.items()) {
        String key = PythonText.str(id.value());
        if (map(manifest, "sources").get(key).orElse(null) instanceof YamlMap source) {
          sources.add(
              new DbtProject.SourceRef(text(source, "source_name").orElse(""), name(source)));
        } else if (map(manifest, "nodes").get(key).orElse(null) instanceof YamlMap other) {
          refs.add(name(other));
        }
      }
    }
    return new DbtProject.Node(
        own.kind(),
        own.name(),
        own.path(),
        refs,
        sources,
        text(map(node, "config"), "schema").or(own::schema),
        own.group(),
        own.description(),
        own.columns(),
        own.tags(),
        own.assetKey(),
        own.span());
  }

  private boolean isFresh(DbtProject.Node own, YamlMap node) {
    Optional<String> now = files.read(folder.resolve(own.path())).map(SourceFile::text);
    return now.isPresent()
        && text(node, "raw_code").map(String::strip).equals(now.map(String::strip));
  }

  private static String name(YamlMap node) {
    return text(node, "name").orElse("");
  }

  private static YamlMap map(YamlMap from, String key) {
    return from.get(key).orElse(null) instanceof YamlMap map ? map : YamlMap.empty(from.span());
  }

  private static Optional<String> text(YamlMap from, String key) {
    return from.present(key).flatMap(n -> n.value().asText());
  }
}
