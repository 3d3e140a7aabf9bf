package dev.m2d.compare.selftest;

import dev.m2d.compare.bundle.Bundle;
import dev.m2d.compare.bundle.Conditions;
import dev.m2d.compare.bundle.SideName;
import dev.m2d.diagnostic.Diagnostics;
import dev.m2d.diagnostic.SourceFile;
import dev.m2d.yaml.JsonReader;
import dev.m2d.yaml.JsonWriter;
import dev.m2d.yaml.Value;
import dev.m2d.yaml.YamlNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** A copy of a bundle that can be changed and restored. */
final class Mutant {

  private static final String FILES = "files.json";

  private final Path original;
  private final Path copy;
  private final Set<Path> changed = new LinkedHashSet<>();

  private Mutant(Path original, Path copy) {
    this.original = original;
    this.copy = copy;
  }

  /** Copies what a verdict needs. */
  static Mutant of(Bundle bundle, Path target) throws IOException {
    Mutant mutant = new Mutant(bundle.folder(), target);
    Files.createDirectories(target);
    for (String name : List.of("manifest.json", "contract.json")) {
      Files.copy(bundle.folder().resolve(name), target.resolve(name));
    }
    for (SideName side : bundle.manifest().order()) {
      mutant.copy(side);
    }
    return mutant;
  }

  private void copy(SideName side) throws IOException {
    try (Stream<Path> all = Files.walk(original.resolve(side.word()))) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        Path to = copy.resolve(original.relativize(file).toString());
        Files.createDirectories(to.getParent());
        Files.copy(file, to);
      }
    }
  }

  Bundle open() {
    return Bundle.open(copy);
  }

  /** The copy of a file of the bundle. */
  Path copyOf(Path file) {
    return copy.resolve(original.relativize(file).toString());
  }

  /** The same of a file that is changed, until {@link #restore}. */
  Path changing(Path file) {
    changed.add(original.relativize(file));
    return copyOf(file);
  }

  /** Changes a JSON file of a side. */
  void change(SideName side, String name, UnaryOperator<Value> change) throws IOException {
    Path file = changing(original.resolve(side.word()).resolve(name));
    Files.writeString(file, JsonWriter.write(change.apply(json(file))) + "\n");
  }

  /** A JSON file of a side. */
  Value json(SideName side, String name) throws IOException {
    return json(copy.resolve(side.word()).resolve(name));
  }

  private static Value json(Path file) throws IOException {
    return JsonReader.read(
            new SourceFile(file.toString(), Files.readString(file)), new Diagnostics())
        .map(YamlNode::value)
        .orElse(new Value.Null());
  }

  /** Lets the list of files tell the size and the hash that a changed file has now. */
  void resize(SideName side, String stream, String name, Path file) throws IOException {
    long bytes = Files.size(file);
    String sha256 = Conditions.sha256(file);
    change(
        side,
        FILES,
        list ->
            list instanceof Value.Items items
                ? new Value.Items(
                    items.values().stream()
                        .map(e -> resized(e, stream, name, bytes, sha256))
                        .toList())
                : list);
  }

  /** The same of a table's rows, which the description of the table tells the hash of. */
  void reseal(SideName side, String stream, Path file) throws IOException {
    String sha256 = Conditions.sha256(file);
    change(side, "schema/" + stream + ".json", schema -> resealed(schema, sha256));
  }

  private static Value resealed(Value schema, String sha256) {
    if (schema instanceof Value.Fields f && f.values().get("data") instanceof Value.Fields data) {
      Map<String, Value> hashed = new LinkedHashMap<>(data.values());
      hashed.put("sha256", Value.text(sha256));
      Map<String, Value> fields = new LinkedHashMap<>(f.values());
      fields.put("data", new Value.Fields(hashed));
      return new Value.Fields(fields);
    }
    return schema;
  }

  private static Value resized(Value entry, String stream, String name, long bytes, String sha256) {
    if (entry instanceof Value.Fields f
        && f.values().getOrDefault("stream", new Value.Null()).asText().equals(Optional.of(stream))
        && f.values().getOrDefault("path", new Value.Null()).asText().equals(Optional.of(name))) {
      Map<String, Value> fields = new LinkedHashMap<>(f.values());
      fields.put("bytes", Value.Int.of(bytes));
      fields.put("sha256", Value.text(sha256));
      return new Value.Fields(fields);
    }
    return entry;
  }

  /** Removes the copy. */
  void delete() throws IOException {
    try (Stream<Path> all = Files.walk(copy)) {
      for (Path file : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  /** Undoes all changes. */
  void restore() throws IOException {
    for (Path file : new ArrayList<>(changed)) {
      Files.copy(
          original.resolve(file.toString()),
          copy.resolve(file.toString()),
          StandardCopyOption.REPLACE_EXISTING);
    }
    changed.clear();
  }
}
