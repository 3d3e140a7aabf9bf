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

  /**
   * The new text; empty when the file has no such entry, or cannot be changed in place. An entry
   * that has the new name already, of something that is gone, gets the old one: nothing is lost.
   */
  static Optional<String> rename(String text, String section, String from, String to) {
    Optional<YamlMap> entries = section(text, section);
    if (entries.isEmpty() || !entries.get().entries().containsKey(from)) {
      return Optional.empty();
    }
    Map<String, String> names = new LinkedHashMap<>();
    names.put(from, to);
    if (entries.get().entries().containsKey(to)) {
      names.put(to, from);
    }
    String[] lines = text.split("(?<=\n)", -1);
    List<YamlMap.Entry> keys =
        entries.get().entries().values().stream()
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
    String changed = String.join("", lines);
    Map<String, Value> wanted = new LinkedHashMap<>();
    entries
        .get()
        .entries()
        .forEach((k, e) -> wanted.put(names.getOrDefault(k, k), e.value().value()));
    return section(changed, section)
        .filter(now -> now.value().equals(new Value.Fields(wanted)))
        .map(now -> changed);
  }

  private static Optional<YamlMap> section(String text, String name) {
    Diagnostics sink = new Diagnostics();
    Optional<YamlNode> node = YamlReader.read(new SourceFile("", text), sink);
    if (sink.hasErrors() || !(node.orElse(null) instanceof YamlMap document)) {
      return Optional.empty();
    }
    return document.get(name).filter(YamlMap.class::isInstance).map(YamlMap.class::cast);
  }

  private YamlKey() {}
}
