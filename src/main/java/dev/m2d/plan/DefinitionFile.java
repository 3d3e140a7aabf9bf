package dev.m2d.plan;

import dev.m2d.connector.Connector;
import dev.m2d.diagnostic.Diagnostics;
import dev.m2d.diagnostic.Span;
import dev.m2d.meltano.resolve.ResolvedProject;
import dev.m2d.yaml.Located;
import dev.m2d.yaml.TextFiles;
import dev.m2d.yaml.Value;
import dev.m2d.yaml.YamlList;
import dev.m2d.yaml.YamlMap;
import dev.m2d.yaml.YamlNode;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Looks into the JSON file that lists the streams of a tap, in the place of a setting. */
final class DefinitionFile {
  private static final String ROOT = "^\\$(MELTANO_PROJECT_ROOT|\\{MELTANO_PROJECT_ROOT\\})/";

  private final ResolvedProject project;
  private final Connector tap;
  private final String setting;

  DefinitionFile(ResolvedProject project, Connector tap, String setting) {
    this.project = project;
    this.tap = tap;
    this.setting = setting;
  }

  /**
   * What is wrong with the file that a value names; what a variable names is known when it runs.
   */
  Optional<NativeRefusal> problem(Located<Value> value) {
    String name = value.value().asText().orElse("").replaceFirst(ROOT, "");
    if (name.isBlank() || name.contains("$")) {
      return Optional.empty();
    }
    String told = "`" + setting + "`: `" + name + "` ";
    Path path = path(name);
    if (!Files.isRegularFile(path)) {
      return refused(told + "is not there", value.span());
    }
    // A file that is no JSON was refused when the project was read.
    return new TextFiles(project.root(), new Diagnostics())
        .json(path)
        .flatMap(node -> ofList(node, told));
  }

  private Path path(String name) {
    try {
      return project.root().resolve(name);
    } catch (InvalidPathException e) {
      // No file can have such a name, so none is there.
      return project.root();
    }
  }

  private Optional<NativeRefusal> ofList(YamlNode node, String told) {
    if (!(node instanceof YamlList list)) {
      return refused(told + "is no list", node.span());
    }
    List<String> needed = tap.nativeScope().entry();
    for (YamlNode item : list.items()) {
      if (!(item instanceof YamlMap entry)) {
        return refused(told + "has an entry that is no object", item.span());
      }
      for (String key : needed) {
        Optional<YamlNode> part = entry.present(key);
        if (part.isEmpty()) {
          return refused(told + "has an entry without `" + key + "`", entry.span());
        }
        if (!(part.get().value() instanceof Value.Text)) {
          return refused(told + "has a `" + key + "` that is no text", part.get().span());
        }
      }
    }
    return Optional.empty();
  }

  private static Optional<NativeRefusal> refused(String why, Span at) {
    return Optional.of(new NativeRefusal(why, at));
  }
}
