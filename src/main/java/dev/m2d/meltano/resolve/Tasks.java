package dev.m2d.meltano.resolve;

import dev.m2d.diagnostic.Code;
import dev.m2d.diagnostic.Diagnostics;
import dev.m2d.diagnostic.Span;
import dev.m2d.yaml.PythonText;
import dev.m2d.yaml.Value;
import dev.m2d.yaml.YamlList;
import dev.m2d.yaml.YamlMap;
import dev.m2d.yaml.YamlNode;
import dev.m2d.yaml.YamlScalar;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** The tasks of a job as texts, and their words; more forgiving than Meltano, and says so. */
final class Tasks {

  private static final Pattern BLANKS = Pattern.compile("\\s+");

  /** A task; `words` are the names of its blocks. */
  record Task(String text, List<String> words, Span span) {}

  static List<Task> of(YamlNode node, Diagnostics sink) {
    if (node instanceof YamlScalar scalar) {
      if (scalar.value().isNull()) {
        return List.of();
      }
      sink.add(
          Code.M2D219,
          scalar.span(),
          "`tasks` must be a list; Meltano would take this text letter by letter.");
      return List.of(task(scalar, sink));
    }
    List<Task> tasks = new ArrayList<>();
    if (node instanceof YamlList list) {
      for (YamlNode item : list.items()) {
        tasks.add(one(item, sink));
      }
    } else {
      sink.add(
          Code.M2D219,
          node.span(),
          "`tasks` must be a list; Meltano takes the keys of this mapping for tasks.");
      ((YamlMap) node).entries().values().forEach(e -> tasks.add(task(key(e), sink)));
    }
    return tasks;
  }

  /** One task: a text, or a list of texts. */
  static Task one(YamlNode node, Diagnostics sink) {
    if (node instanceof YamlMap map) {
      List<String> words = new ArrayList<>();
      map.entries().values().forEach(e -> words.addAll(task(key(e), sink).words()));
      return new Task(String.join(" ", words), words, map.span());
    }
    if (node instanceof YamlList inner) {
      List<String> words = new ArrayList<>();
      inner.items().forEach(i -> words.addAll(task(i, sink).words()));
      return new Task(String.join(" ", words), words, inner.span());
    }
    return task(node, sink);
  }

  private static YamlNode key(YamlMap.Entry entry) {
    return new YamlScalar(Value.text(entry.key()), entry.key(), entry.keySpan());
  }

  private static Task task(YamlNode node, Diagnostics sink) {
    String text = PythonText.str(node.value());
    List<String> words = BLANKS.splitAsStream(text.strip()).filter(w -> !w.isEmpty()).toList();
    if (!List.of(text.split(" ", -1)).equals(words)) {
      sink.add(
          Code.M2D219,
          node.span(),
          "Meltano splits a task at single spaces and would look for a block with an empty name or"
              + " a line break in it.");
    }
    return new Task(String.join(" ", words), words, node.span());
  }

  private Tasks() {}
}
