package dev.m2d.output;

import dev.m2d.diagnostic.Diagnostics;
import dev.m2d.diagnostic.SourceFile;
import dev.m2d.diagnostic.Span;
import dev.m2d.literal.Yaml;
import dev.m2d.yaml.Value;
import dev.m2d.yaml.YamlMap;
import dev.m2d.yaml.YamlNode;
import dev.m2d.yaml.YamlReader;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Renames an entry of a section of a YAML file of the user's; the rest of the text stays. */
final class YamlKey {

  /** What came of it. */
  sealed interface Renamed {}

  /** The new text. */
  record Text(String text) implements Renamed {}

  /** The file has no such entry, so that nothing is lost. */
  record Nothing() implements Renamed {}

  /**
   * It cannot be done.
   *
   * @param line where
   * @param text why, as a sentence without its subject
   * @param hint what to do
   */
  record Problem(int line, String text, String hint) implements Renamed {}

  /**
   * An entry that has the new name already, of something that is gone, gets the old one: nothing is
   * lost.
   */
  static Renamed rename(String text, String section, String from, String to) {
    Diagnostics sink = new Diagnostics();
    Optional<YamlNode> node = YamlReader.read(new SourceFile("", text), sink);
    if (sink.hasErrors()) {
      return new Problem(
          1,
          "is no valid YAML, so its entry `" + from + "` cannot be renamed",
          "Correct it, and run again.");
    }
    Optional<YamlMap> entries = section(node, section);
    YamlMap.Entry entry = entries.isEmpty() ? null : entries.get().entries().get(from);
    if (entries.isEmpty() || entry == null) {
      return new Nothing();
    }
    int line = entry.keySpan().line();
    Map<String, String> names = new LinkedHashMap<>();
    names.put(from, to);
    if (entries.get().entries().containsKey(to)) {
      names.put(to, from);
    }
    Optional<String> changed = change(text, entries.get(), names);
    Map<String, Value> wanted = new LinkedHashMap<>();
    entries
        .get()
        .entries()
        .forEach((k, e) -> wanted.put(names.getOrDefault(k, k), e.value().value()));
    return changed
        .filter(
            now ->
                section(YamlReader.read(new SourceFile("", now), new Diagnostics()), section)
                    .filter(map -> map.value().equals(new Value.Fields(wanted)))
                    .isPresent())
        .<Renamed>map(Text::new)
        .orElseGet(
            () ->
                new Problem(
                    line,
                    "has its entry `" + from + "` in a form in which m2d cannot rename it",
                    "Name it `" + to + "` by hand, and run again."));
  }

  private static Optional<String> change(String text, YamlMap entries, Map<String, String> names) {
    String[] lines = text.split("(?<=\n)", -1);
    List<YamlMap.Entry> keys =
        entries.entries().values().stream()
            .filter(e -> names.containsKey(e.key()))
            .sorted(Comparator.comparing((YamlMap.Entry e) -> e.keySpan().column()).reversed())
            .toList();
    for (YamlMap.Entry entry : keys) {
      Span key = entry.keySpan();
      if (key.line() != key.endLine()) {
        return Optional.empty();
      }
      String line = lines[key.line() - 1];
      lines[key.line() - 1] =
          line.substring(0, line.offsetByCodePoints(0, key.column() - 1))
              + Yaml.scalar(names.getOrDefault(entry.key(), entry.key()))
              + line.substring(line.offsetByCodePoints(0, key.endColumn() - 1));
    }
    return Optional.of(String.join("", lines));
  }

  private static Optional<YamlMap> section(Optional<YamlNode> node, String name) {
    return node.filter(YamlMap.class::isInstance)
        .map(YamlMap.class::cast)
        .flatMap(document -> document.get(name))
        .filter(YamlMap.class::isInstance)
        .map(YamlMap.class::cast);
  }

  private YamlKey() {}
}
