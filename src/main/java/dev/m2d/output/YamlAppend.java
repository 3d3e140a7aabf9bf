package dev.m2d.output;

import dev.m2d.diagnostic.Code;
import dev.m2d.diagnostic.Diagnostic;
import dev.m2d.diagnostic.Diagnostics;
import dev.m2d.diagnostic.SourceFile;
import dev.m2d.diagnostic.Span;
import dev.m2d.yaml.Value;
import dev.m2d.yaml.YamlMap;
import dev.m2d.yaml.YamlNode;
import dev.m2d.yaml.YamlReader;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Adds the entries that a YAML file of the user's lacks to its top-level mappings, as text, so that
 * comments, order and style stay. The result is read again and must hold the old and the new
 * entries and nothing else; if not, the file is refused.
 */
final class YamlAppend {

  /** Sections of choices: what they lack was taken out, and what they have besides was put in. */
  private static final Set<String> CHOICES = Set.of("pair", "columns", "gate", "defaults");

  /** They end a line in YAML, and in no editor: such a file is left to its owner. */
  private static final Pattern OTHER_BREAKS = Pattern.compile("[\\x{85}\\x{2028}\\x{2029}]");

  private final String path;
  private final Optional<YamlMap> base;
  private final List<Diagnostic> refusals;

  private YamlAppend(String path, Optional<String> base, List<Diagnostic> refusals) {
    this.path = path;
    this.refusals = refusals;
    this.base = base.flatMap(this::read);
  }

  /**
   * The new text; empty when refused, with the reason added to `refusals`.
   *
   * @param base what was rendered before: what the user's file lacks of it was taken out
   */
  static Optional<String> merge(
      String path, Optional<String> base, String disk, String rendered, List<Diagnostic> refusals) {
    return new YamlAppend(path, base, refusals).merge(disk, rendered);
  }

  /** Entries of the user's file that the project has no longer, as {@code section.entry}. */
  static List<String> leftovers(String path, String disk, String rendered) {
    YamlAppend reader = new YamlAppend(path, Optional.empty(), new ArrayList<>());
    Optional<YamlMap> theirs = reader.read(disk);
    Optional<YamlMap> ours = reader.read(rendered);
    List<String> left = new ArrayList<>();
    if (theirs.isPresent() && ours.isPresent()) {
      for (YamlMap.Entry section : ours.get().entries().values()) {
        if (!CHOICES.contains(section.key())
            && section.value() instanceof YamlMap fresh
            && theirs.get().get(section.key()).orElse(null) instanceof YamlMap kept) {
          kept.entries().keySet().stream()
              .filter(name -> fresh.get(name).isEmpty())
              .forEach(name -> left.add(section.key() + "." + name));
        }
      }
    }
    return left;
  }

  private Optional<String> merge(String disk, String rendered) {
    Optional<YamlMap> read = read(disk);
    if (read.isEmpty()) {
      refuse("`" + path + "` is no YAML mapping, so nothing can be added to it.", List.of());
      return Optional.empty();
    }
    Optional<YamlMap> fresh = read(rendered);
    if (fresh.isEmpty()) {
      // Bytes of ours that are UTF-8 were read as characters of the file's own encoding.
      refuse("`" + path + "` is not written in UTF-8, so nothing can be added to it.", List.of());
      return Optional.empty();
    }
    return merge(disk, read.get(), rendered, fresh.get());
  }

  private Optional<String> merge(String disk, YamlMap read, String rendered, YamlMap ours) {
    Map<String, Value> wanted = new LinkedHashMap<>(read.value().values());
    String text = disk;
    List<String> added = new ArrayList<>();
    for (YamlMap.Entry section : ours.entries().values()) {
      if (!(section.value() instanceof YamlMap fresh) || CHOICES.contains(section.key())) {
        continue;
      }
      Optional<YamlMap> reread = read(text);
      if (reread.isEmpty()) {
        break;
      }
      YamlMap now = reread.get();
      Map<String, Value> all = new LinkedHashMap<>();
      if (now.get(section.key()).map(YamlNode::value).orElse(new Value.Null())
          instanceof Value.Fields fields) {
        all.putAll(fields.values());
      }
      List<String> lines = new ArrayList<>();
      for (YamlMap.Entry entry : fresh.entries().values()) {
        if (!all.containsKey(entry.key()) && !wasThere(section.key(), entry.key())) {
          all.put(entry.key(), entry.value().value());
          lines.addAll(lines(rendered, entry, ours, fresh));
        }
      }
      if (!lines.isEmpty()) {
        wanted.put(section.key(), new Value.Fields(all));
        added.add(section.key() + ":");
        added.addAll(lines);
        if (!OTHER_BREAKS.matcher(disk).find()) {
          text = insert(text, now, section.key(), lines);
        }
      }
    }
    Optional<YamlMap> result = text.equals(disk) ? Optional.of(read) : read(text);
    if (result.isEmpty() || !result.get().value().equals(new Value.Fields(wanted))) {
      refuse("New entries cannot be added to `" + path + "` as it is written.", added);
      return Optional.empty();
    }
    return Optional.of(text);
  }

  private boolean wasThere(String section, String entry) {
    return base.flatMap(b -> b.get(section))
        .filter(s -> s instanceof YamlMap map && map.get(entry).isPresent())
        .isPresent();
  }

  /** The lines of one entry of the rendered text, up to the next key. */
  private static List<String> lines(
      String rendered, YamlMap.Entry entry, YamlMap document, YamlMap section) {
    List<String> all = rendered.lines().toList();
    int from = entry.keySpan().line();
    int to = all.size() + 1;
    for (Collection<YamlMap.Entry> entries :
        List.of(document.entries().values(), section.entries().values())) {
      for (YamlMap.Entry other : entries) {
        if (other.keySpan().line() > from) {
          to = Math.min(to, other.keySpan().line());
        }
      }
    }
    List<String> lines = new ArrayList<>(all.subList(from - 1, to - 1));
    while (isBlankOrComment(lines.get(lines.size() - 1))) {
      lines.remove(lines.size() - 1);
    }
    return lines;
  }

  private static String insert(String text, YamlMap document, String section, List<String> fresh) {
    String newline = text.contains("\r\n") ? "\r\n" : "\n";
    List<String> lines = new ArrayList<>(text.lines().toList());
    YamlMap.Entry entry = document.entries().get(section);
    int at = lines.size();
    int indent = 2;
    if (entry == null) {
      lines.add(section + ":");
      at = lines.size();
    } else {
      int key = entry.keySpan().line() - 1;
      at = key + 1;
      lines.set(key, lines.get(key).replaceFirst("\\{\\s*\\}", "").stripTrailing());
      if (entry.value() instanceof YamlMap map && !map.entries().isEmpty()) {
        YamlMap.Entry last = List.copyOf(map.entries().values()).get(map.entries().size() - 1);
        indent = last.keySpan().column() - 1;
        at = endOf(lines, document, last, indent);
      }
    }
    int shift = indent - leading(fresh.get(0));
    for (String line : fresh) {
      int cut = Math.min(-shift, leading(line));
      lines.add(at++, shift >= 0 ? " ".repeat(shift) + line : line.substring(cut));
    }
    return String.join(newline, lines) + newline;
  }

  /** The index of the line after the last entry of a section and the comments that go with it. */
  private static int endOf(List<String> lines, YamlMap document, YamlMap.Entry last, int indent) {
    int limit = lines.size();
    for (YamlMap.Entry other : document.entries().values()) {
      if (other.keySpan().line() > last.keySpan().line()) {
        limit = Math.min(limit, other.keySpan().line() - 1);
      }
    }
    int end = last.keySpan().line();
    for (int i = end; i < limit; i++) {
      String line = lines.get(i);
      if (line.startsWith("...") || line.startsWith("---")) {
        break;
      }
      if (!isBlankOrComment(line) || (!line.isBlank() && leading(line) >= indent)) {
        end = i + 1;
      }
    }
    return end;
  }

  private Optional<YamlMap> read(String text) {
    Diagnostics sink = new Diagnostics();
    Optional<YamlNode> node = YamlReader.read(new SourceFile(path, text), sink);
    if (node.isEmpty() || sink.hasErrors()) {
      return Optional.empty();
    }
    if (node.get().isNull()) {
      return Optional.of(YamlMap.empty(Span.ofFile(path)));
    }
    return node.filter(YamlMap.class::isInstance).map(YamlMap.class::cast);
  }

  private void refuse(String message, List<String> entries) {
    Diagnostic d = Diagnostic.of(Code.M2D608, Span.ofFile(path), message);
    String advice = "Add these lines by hand, and run again:\n" + String.join("\n", entries);
    refusals.add(
        entries.isEmpty() ? d.withHint("Correct the file, and run again.") : d.withHint(advice));
  }

  private static boolean isBlankOrComment(String line) {
    return line.isBlank() || line.stripLeading().startsWith("#");
  }

  private static int leading(String line) {
    return line.length() - line.stripLeading().length();
  }
}
