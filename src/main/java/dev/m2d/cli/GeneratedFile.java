package dev.m2d.cli;

import dev.m2d.diagnostic.Diagnostics;
import dev.m2d.diagnostic.SourceFile;
import dev.m2d.yaml.JsonReader;
import dev.m2d.yaml.Value;
import dev.m2d.yaml.YamlNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What the manifest of an output folder knows about one of its files.
 *
 * @param path below the output folder
 * @param ownership `generated`, `copied`, `seeded` or `managed`
 * @param origins places of the Meltano project, as `file:line:column`
 */
record GeneratedFile(String path, String ownership, String template, List<String> origins) {

  private static final String MANIFEST = ".m2d/manifest.json";

  /** The file, when an output folder above it has it in its manifest. */
  static Optional<GeneratedFile> find(Path file) {
    Path whole = file.toAbsolutePath().normalize();
    for (Path p = whole.getParent(); p != null; p = p.getParent()) {
      Path manifest = p.resolve(MANIFEST);
      if (Files.isRegularFile(manifest)) {
        return in(manifest, p.relativize(whole).toString().replace('\\', '/'));
      }
    }
    return Optional.empty();
  }

  private static Optional<GeneratedFile> in(Path manifest, String path) {
    Optional<YamlNode> node;
    try {
      SourceFile source = new SourceFile(MANIFEST, Files.readString(manifest));
      node = JsonReader.read(source, new Diagnostics());
    } catch (IOException e) {
      return Optional.empty();
    }
    Value files = node.map(YamlNode::value).map(v -> field(v, "files")).orElse(new Value.Null());
    if (files instanceof Value.Items items) {
      for (Value item : items.values()) {
        if (text(field(item, "path")).equals(path)) {
          List<String> origins = new ArrayList<>();
          if (field(item, "origins") instanceof Value.Items places) {
            places.values().forEach(o -> origins.add(text(o)));
          }
          return Optional.of(
              new GeneratedFile(
                  path, text(field(item, "ownership")), text(field(item, "template")), origins));
        }
      }
    }
    return Optional.empty();
  }

  private static Value field(Value value, String key) {
    return value instanceof Value.Fields fields
        ? fields.values().getOrDefault(key, new Value.Null())
        : new Value.Null();
  }

  private static String text(Value value) {
    return value instanceof Value.Text t ? t.value() : "";
  }

  /**
   * What people want to know of it.
   *
   * @param ofLine whether they asked for one of its lines
   */
  String text(boolean ofLine) {
    StringBuilder out = new StringBuilder();
    out.append(path).append('\n');
    out.append("  made by   templates/").append(template).append('\n');
    out.append("  belongs   ").append(belongs()).append('\n');
    if (origins.isEmpty()) {
      out.append("  made of   no single place of the Meltano project\n");
    }
    for (int i = 0; i < origins.size(); i++) {
      out.append(i == 0 ? "  made of   " : "            ").append(origins.get(i)).append('\n');
    }
    if (ofLine) {
      out.append("m2d records the origins of a file, not of each of its lines.\n");
    }
    return out.toString();
  }

  private String belongs() {
    return switch (ownership) {
      case "generated" -> "to m2d: the next run replaces it when nobody edited it";
      case "copied" -> "to m2d: the same file in every project";
      case "seeded" -> "to you: m2d wrote it once and only appends to it";
      default -> "to you, but for the blocks between `m2d:begin` and `m2d:end`";
    };
  }
}
