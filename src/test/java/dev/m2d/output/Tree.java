package dev.m2d.output;

import dev.m2d.diagnostic.Diagnostic;
import dev.m2d.diagnostic.Span;
import dev.m2d.naming.NameLedger;
import dev.m2d.render.Ownership;
import dev.m2d.render.RenderedFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** An output folder on the real file system, and runs that write to it. */
final class Tree {

  final Path folder;
  boolean adopt;
  ConflictMode mode = ConflictMode.INLINE;
  NameLedger names = NameLedger.empty();

  Tree(Path folder) {
    this.folder = folder;
  }

  static RenderedFile file(String path, String text, Ownership ownership) {
    int mode = ownership == Ownership.SECRET ? RenderedFile.PRIVATE : RenderedFile.PLAIN;
    return new RenderedFile(
        path,
        text.getBytes(StandardCharsets.UTF_8),
        ownership,
        path + ".ftl",
        List.of(new Span("meltano.yml", 3, 5, 3, 9)),
        mode);
  }

  static RenderedFile generated(String path, String text) {
    return file(path, text, Ownership.GENERATED);
  }

  /** One run: look, reconcile, write. */
  WritePlan run(RenderedFile... files) throws RefusedException, WriteFailedException {
    try (OutputFolder out = OutputFolder.open(folder, adopt)) {
      WritePlan plan = plan(out, files);
      out.write(plan, () -> false);
      return plan;
    }
  }

  WritePlan plan(OutputFolder out, RenderedFile... files) throws RefusedException {
    return out.reconcile(List.of(files), header(), names, mode);
  }

  /** What a run refuses, as `code path: message`. */
  List<String> refusals(RenderedFile... files) throws WriteFailedException {
    try {
      run(files);
      return List.of();
    } catch (RefusedException e) {
      return e.reasons().stream().map(Tree::line).toList();
    }
  }

  static String line(Diagnostic d) {
    return d.code() + " " + d.at().orElseThrow() + " " + d.message();
  }

  static Manifest.Header header() {
    return new Manifest.Header(
        "1.2.3", new TreeMap<>(Map.of("meltano.yml", "0".repeat(64))), new TreeMap<>());
  }

  String read(String path) throws IOException {
    return Files.readString(folder.resolve(path));
  }

  void put(String path, String text) throws IOException {
    Path file = folder.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  /** Every file with its content, the tool's own included. */
  Map<String, String> snapshot() throws IOException {
    Map<String, String> all = new TreeMap<>();
    if (!Files.exists(folder)) {
      return all;
    }
    try (Stream<Path> walk = Files.walk(folder)) {
      for (Path p : walk.filter(Files::isRegularFile).toList()) {
        all.put(folder.relativize(p).toString(), Files.readString(p, StandardCharsets.ISO_8859_1));
      }
    }
    return all;
  }

  List<String> kinds(WritePlan plan) {
    List<String> kinds = new ArrayList<>();
    for (FileAction a : plan.actions()) {
      kinds.add(a.kind().label() + " " + a.place());
    }
    return kinds;
  }

  static RenderedFile[] with(RenderedFile[] files, RenderedFile more) {
    RenderedFile[] all = Arrays.copyOf(files, files.length + 1);
    all[files.length] = more;
    return all;
  }
}
