package dev.m2d.cli;

import dev.m2d.output.merge.LineMap;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Ten edits that people make to a generated project, each in a file of its own. One that has
 * nothing to edit yet, because the project has no pipeline at first, is made as soon as it has.
 */
final class HistoryEdits {

  private static final String PACKAGE = "dagster_project/";
  private static final String ASSETS = PACKAGE + "defs/assets/";
  private static final Pattern FUNCTION =
      Pattern.compile("(?ms)^def (test_\\w+)\\(.*?(?=^\\S|\\z)");
  private static final Pattern IMPORT =
      Pattern.compile("(?m)^from dagster_project\\.singer import (\\w+, \\w+.*)$");

  private final Path output;
  private final Map<String, Predicate<Map<String, String>>> kept = new LinkedHashMap<>();
  private final List<String> files = new ArrayList<>();

  HistoryEdits(Path output) {
    this.output = output;
  }

  /** What has been edited. */
  List<String> made() {
    return List.copyOf(kept.keySet());
  }

  /** Makes the edits that have not been made and for which there is something to edit. */
  void make(Optional<Map<String, String>> next) throws IOException {
    replaced("a literal inside of a call", ASSETS, "can_subset=True", "can_subset=False");
    replaced("an added argument", ASSETS, "    extractor=", "    group=\"mine\",\n    extractor=");
    reorderedImports();
    deletedFunction();
    String alarms = PACKAGE + "defs/sensors/alarms.py";
    moved("a moved file", PACKAGE + "defs/sensors/run_failure.py", alarms);
    deleted("a deleted file", PACKAGE + "defs/schedules/parallel_run.py");
    replaced(
        "an item of a list in YAML",
        "plugins/",
        "    sources:\n",
        "    sources:\n    - variables: [MINE]\n");
    appended("a text in the README", "README.md", "\nAsk the data team, room 12.\n");
    ofWindows("a file of Windows", PACKAGE + "constants.py");
    if (next.isPresent()) {
      beside("a line beside one that changes", next.get());
    }
  }

  /** The edits that are no longer there. */
  List<String> lost() throws IOException {
    Map<String, String> now = new TreeMap<>(Cli.snapshot(output));
    // What is no longer needed is kept where Dagster does not load it.
    List.copyOf(now.keySet()).stream()
        .filter(path -> path.endsWith(".kept"))
        .forEach(path -> now.putIfAbsent(path.replaceFirst("\\.kept$", ""), now.get(path)));
    return kept.entrySet().stream()
        .filter(e -> !e.getValue().test(now))
        .map(Map.Entry::getKey)
        .toList();
  }

  private void replaced(String name, String below, String old, String now) throws IOException {
    Optional<String> file = file(name, below, text -> text.contains(old));
    if (file.isPresent()) {
      String text = Files.readString(output.resolve(file.get()));
      write(file.get(), text.replaceFirst(Pattern.quote(old), Matcher.quoteReplacement(now)));
      String mine = Arrays.stream(now.split("\n")).filter(l -> !old.contains(l)).findFirst().get();
      kept(name, file.get(), all -> all.getOrDefault(file.get(), "").contains(mine));
    }
  }

  private void reorderedImports() throws IOException {
    String name = "reordered imports";
    Optional<String> file = file(name, PACKAGE + "defs/", text -> IMPORT.matcher(text).find());
    if (file.isPresent()) {
      String text = Files.readString(output.resolve(file.get()));
      Matcher m = IMPORT.matcher(text);
      m.find();
      List<String> names = new ArrayList<>(List.of(m.group(1).split(", ")));
      Collections.reverse(names);
      write(
          file.get(),
          text.substring(0, m.start(1)) + String.join(", ", names) + text.substring(m.end(1)));
      // Names may come and go; those that stay are in the order of the user.
      String first = names.get(0);
      String last = names.get(names.size() - 1);
      kept(
          name,
          file.get(),
          all -> {
            String now = all.getOrDefault(file.get(), "");
            return now.indexOf(first) < now.indexOf(last);
          });
    }
  }

  private void deletedFunction() throws IOException {
    String name = "a deleted function";
    Optional<String> file =
        file(name, "tests/test_definitions.py", text -> FUNCTION.matcher(text).find());
    if (file.isPresent()) {
      String text = Files.readString(output.resolve(file.get()));
      Matcher m = FUNCTION.matcher(text);
      m.find();
      String function = m.group(1);
      write(file.get(), m.replaceFirst(""));
      kept(
          name,
          file.get(),
          all -> all.containsKey(file.get()) && !all.get(file.get()).contains(function + "("));
    }
  }

  private void moved(String name, String from, String to) throws IOException {
    if (file(name, from, text -> true).isPresent()) {
      Files.move(output.resolve(from), output.resolve(to));
      kept(name, from, all -> all.containsKey(to) && !all.containsKey(from));
    }
  }

  private void deleted(String name, String file) throws IOException {
    if (file(name, file, text -> true).isPresent()) {
      Files.delete(output.resolve(file));
      kept(name, file, all -> !all.containsKey(file));
    }
  }

  private void appended(String name, String file, String more) throws IOException {
    if (file(name, file, text -> true).isPresent()) {
      write(file, Files.readString(output.resolve(file)) + more);
      kept(name, file, all -> all.getOrDefault(file, "").contains(more.strip()));
    }
  }

  private void ofWindows(String name, String file) throws IOException {
    if (file(name, file, text -> true).isPresent()) {
      write(file, Files.readString(output.resolve(file)).replace("\n", "\r\n"));
      kept(
          name,
          file,
          all -> all.containsKey(file) && !all.get(file).replace("\r\n", "").contains("\n"));
    }
  }

  /** A comment right above the first line of a file that the next version changes. */
  private void beside(String name, Map<String, String> next) throws IOException {
    Map<String, String> now = new TreeMap<>(Cli.snapshot(output));
    for (Map.Entry<String, String> file : now.entrySet()) {
      String path = file.getKey();
      if (kept.containsKey(name)
          || !path.matches("(?!\\.m2d/)(?:dagster_project|plugins)/.*\\.(?:py|yaml)")
          || files.contains(path)
          || !next.containsKey(path)) {
        continue;
      }
      List<String> lines = new ArrayList<>(Files.readAllLines(output.resolve(path)));
      List<Integer> changed = LineMap.of(lines, List.of(next.get(path).split("\n", -1))).changed();
      if (!changed.isEmpty() && changed.get(0) > 1 && changed.get(0) <= lines.size()) {
        String line = lines.get(changed.get(0) - 1);
        String indent = line.substring(0, line.length() - line.stripLeading().length());
        lines.add(changed.get(0) - 1, indent + "# beside");
        write(path, String.join("\n", lines) + "\n");
        kept(name, path, all -> all.getOrDefault(path, "").contains("# beside"));
      }
    }
  }

  /** A file below a place that has not been edited, unless the edit is made. */
  private Optional<String> file(String name, String below, Predicate<String> has)
      throws IOException {
    if (kept.containsKey(name)) {
      return Optional.empty();
    }
    return Cli.snapshot(output).entrySet().stream()
        .filter(e -> e.getKey().startsWith(below) && !files.contains(e.getKey()))
        .filter(e -> has.test(e.getValue()))
        .map(Map.Entry::getKey)
        .findFirst();
  }

  private void kept(String name, String file, Predicate<Map<String, String>> is) {
    kept.put(name, is);
    files.add(file);
  }

  private void write(String file, String text) throws IOException {
    Files.writeString(output.resolve(file), text);
  }
}
