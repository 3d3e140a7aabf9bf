package dev.m2d.scan;

import dev.m2d.diagnostic.Diagnostics;
import dev.m2d.diagnostic.SourceFile;
import dev.m2d.diagnostic.Span;
import dev.m2d.scan.text.Alignment;
import dev.m2d.scan.text.Fragment;
import dev.m2d.scan.text.SourceText;
import dev.m2d.yaml.JsonReader;
import dev.m2d.yaml.YamlList;
import dev.m2d.yaml.YamlMap;
import dev.m2d.yaml.YamlNode;
import dev.m2d.yaml.YamlReader;
import dev.m2d.yaml.YamlScalar;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** YAML and JSON files of other programs, whose texts are scripts. */
final class YamlDocuments {

  private static final int MAX_DOCUMENTS = 100;

  /** The mappings of a file, one a document; a document that is no YAML is left out. */
  static List<YamlMap> read(SourceText file) {
    return read(file, new Diagnostics());
  }

  /** The same, with what is wrong with the documents that are left out. */
  static List<YamlMap> read(SourceText file, Diagnostics sink) {
    List<YamlMap> maps = new ArrayList<>();
    int newlines = 0;
    StringBuilder part = new StringBuilder();
    for (String line : file.text().split("(?<=\n)", -1)) {
      if (line.matches("---(\\s.*)?\\R?") && maps.size() < MAX_DOCUMENTS) {
        add(file, newlines, part, maps, sink);
        newlines += (int) part.chars().filter(c -> c == '\n').count();
        part.setLength(0);
        part.append('\n');
      } else {
        part.append(line);
      }
    }
    add(file, newlines, part, maps, sink);
    return maps;
  }

  private static void add(
      SourceText file, int before, StringBuilder part, List<YamlMap> into, Diagnostics sink) {
    if (part.toString().isBlank()) {
      return;
    }
    String text = "\n".repeat(before) + part;
    YamlReader.read(new SourceFile(file.file(), text), sink)
        .filter(YamlMap.class::isInstance)
        .map(YamlMap.class::cast)
        .ifPresent(into::add);
  }

  /** The mapping of a JSON file. */
  static Optional<YamlMap> json(SourceText file) {
    return JsonReader.read(new SourceFile(file.file(), file.text()), new Diagnostics())
        .filter(YamlMap.class::isInstance)
        .map(YamlMap.class::cast);
  }

  /** The mapping below a key; an empty one when there is none. */
  static YamlMap map(YamlMap of, String key) {
    return of.present(key)
        .filter(YamlMap.class::isInstance)
        .map(YamlMap.class::cast)
        .orElseGet(() -> YamlMap.empty(of.span()));
  }

  /** The items below a key; a single value counts as a list of one. */
  static List<YamlNode> items(YamlMap of, String key) {
    return of.present(key)
        .map(n -> n instanceof YamlList list ? list.items() : List.of(n))
        .orElseGet(List::of);
  }

  /** The text below a key. */
  static Optional<String> text(YamlMap of, String key) {
    return of.present(key).filter(YamlScalar.class::isInstance).map(n -> ((YamlScalar) n).text());
  }

  /** A scalar's text, each character with its place in the file. */
  static Fragment fragment(SourceText file, YamlScalar scalar) {
    Span at = scalar.span();
    int from = file.offset(at.line(), at.column());
    int end = Math.max(from, file.offset(at.endLine(), at.endColumn()));
    String source = file.text();
    if (from < source.length() && "|>".indexOf(source.charAt(from)) >= 0) {
      int line = source.indexOf('\n', from);
      from = line < 0 ? end : Math.min(end, line + 1);
    }
    return Alignment.of(file, from, end, scalar.text());
  }

  private YamlDocuments() {}
}
