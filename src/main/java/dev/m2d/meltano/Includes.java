package dev.m2d.meltano;

import dev.m2d.diagnostic.Code;
import dev.m2d.diagnostic.Diagnostic;
import dev.m2d.diagnostic.Diagnostics;
import dev.m2d.diagnostic.Span;
import dev.m2d.yaml.PythonText;
import dev.m2d.yaml.TextFiles;
import dev.m2d.yaml.Value;
import dev.m2d.yaml.YamlList;
import dev.m2d.yaml.YamlMap;
import dev.m2d.yaml.YamlNode;
import dev.m2d.yaml.YamlScalar;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Finds the files that `include_paths` names and merges them into meltano.yml. */
final class Includes {

  private final TextFiles files;
  private final Diagnostics sink;
  private final Map<String, Span> names = new HashMap<>();

  Includes(TextFiles files) {
    this.files = files;
    this.sink = files.sink();
  }

  /** The merged project and the included files; empty when one cannot be read. */
  record Merged(YamlMap map, List<String> included) {}

  Optional<Merged> merge(YamlMap main) {
    Optional<YamlNode> patterns = main.present("include_paths");
    if (patterns.isEmpty()) {
      main.get("include_paths")
          .ifPresent(n -> refused("Meltano refuses `include_paths` without a value.", n));
      return Optional.of(new Merged(main, List.of()));
    }
    if (!(patterns.get() instanceof YamlList list)) {
      sink.add(
          Code.M2D201,
          patterns.get().span(),
          "`include_paths` must be a list, but is " + patterns.get().description() + ".");
      return Optional.empty();
    }
    YamlMap merged = main;
    boolean complete = true;
    Set<Path> found = new LinkedHashSet<>();
    for (YamlNode pattern : list.items()) {
      found.addAll(matches(pattern));
    }
    List<String> included = new ArrayList<>();
    for (Path path : found) {
      included.add(files.name(path));
      Optional<YamlNode> node = files.yaml(path);
      if (node.isPresent() && node.get() instanceof YamlMap read) {
        YamlMap map = withoutNulls(read);
        index(map);
        map.get("include_paths")
            .ifPresent(
                n ->
                    sink.add(
                        Code.M2D209,
                        n.span(),
                        "`include_paths` has no effect in an included file."));
        merged = merge(merged, map);
      } else {
        complete = false;
        node.ifPresent(n -> sink.add(emptyOrWrong(files.name(path), n)));
      }
    }
    return complete ? Optional.of(new Merged(merged, included)) : Optional.empty();
  }

  private static Diagnostic emptyOrWrong(String file, YamlNode node) {
    return node instanceof YamlScalar s && s.value().isNull()
        ? Diagnostic.of(
            Code.M2D103, Span.ofFile(file), "The included file `" + file + "` is empty.")
        : Diagnostic.of(
            Code.M2D201,
            node.span(),
            "An included file must be a mapping, but is " + node.description() + ".");
  }

  private void refused(String message, YamlNode node) {
    sink.add(Code.M2D217, node.span(), message);
  }

  private List<Path> matches(YamlNode pattern) {
    if (!(pattern.value() instanceof Value.Text)) {
      refused("Meltano refuses an include path that is not text.", pattern);
      return List.of();
    }
    String text = PythonText.str(pattern.value());
    Path root = files.root();
    if (text.isEmpty() || text.startsWith("/")) {
      sink.add(
          Code.M2D205, pattern.span(), "The include path `" + text + "` is no relative pattern.");
      return List.of();
    }
    List<Path> matches;
    try {
      matches = PathGlob.find(root, text);
    } catch (IOException e) {
      matches = List.of();
    }
    if (matches.isEmpty()) {
      sink.add(Code.M2D206, pattern.span(), "No file matches the include path `" + text + "`.");
    }
    List<Path> usable = new ArrayList<>();
    for (Path match : matches) {
      if (match.equals(root.resolve("meltano.yml"))) {
        continue;
      }
      if (!Files.isRegularFile(match) || !inside(root, match)) {
        sink.add(
            Code.M2D205,
            pattern.span(),
            "The include path `"
                + text
                + "` matches `"
                + files.name(match)
                + "`, which is not a file inside the project.");
      } else {
        usable.add(match);
      }
    }
    return usable;
  }

  private static boolean inside(Path root, Path path) {
    try {
      return path.toRealPath().startsWith(root.toRealPath());
    } catch (IOException e) {
      return false;
    }
  }

  /** The file without parts that are null, for which Meltano refuses it. */
  private YamlMap withoutNulls(YamlMap map) {
    Map<String, YamlMap.Entry> entries = new LinkedHashMap<>(map.entries());
    for (String key : List.of("plugins", "schedules", "environments", "jobs")) {
      YamlMap.Entry entry = entries.get(key);
      if (entry != null && entry.value().value().isNull()) {
        entries.remove(key);
        sink.add(
            Code.M2D217,
            entry.keySpan(),
            "Meltano refuses `" + key + "` without a value in an included file; it is left out.");
      }
    }
    return new YamlMap(entries, map.span());
  }

  /** Reports a name that included files give twice to the same kind of thing. */
  private void index(YamlMap map) {
    if (map.present("plugins").orElse(null) instanceof YamlMap plugins) {
      plugins.entries().values().forEach(e -> indexList("plugins/" + e.key(), "plugin", e.value()));
    }
    for (String key : List.of("schedules", "environments", "jobs")) {
      map.present(key).ifPresent(n -> indexList(key, key.substring(0, key.length() - 1), n));
    }
  }

  private void indexList(String key, String word, YamlNode node) {
    if (!(node instanceof YamlList list)) {
      return;
    }
    for (YamlNode item : list.items()) {
      if (item instanceof YamlMap map && map.present("name").isPresent()) {
        YamlNode name = map.present("name").get();
        String text = PythonText.str(name.value());
        Span first = names.putIfAbsent(key + "/" + text, name.span());
        if (first != null) {
          sink.add(
              Diagnostic.of(
                      Code.M2D207,
                      name.span(),
                      "Included files define the " + word + " `" + text + "` twice.")
                  .withNote("first defined here", first));
        }
      }
    }
  }

  /** Mappings merge key by key, lists are joined, anything else is taken from the later file. */
  private YamlMap merge(YamlMap first, YamlMap later) {
    Map<String, YamlMap.Entry> merged = new LinkedHashMap<>(first.entries());
    later
        .entries()
        .forEach(
            (key, entry) ->
                merged.merge(
                    key,
                    entry,
                    (a, b) ->
                        new YamlMap.Entry(key, a.keySpan(), merge(key, a.value(), b.value()))));
    return new YamlMap(merged, first.span());
  }

  private YamlNode merge(String key, YamlNode a, YamlNode b) {
    if (a instanceof YamlMap x && b instanceof YamlMap y) {
      return merge(x, y);
    }
    if (a instanceof YamlList x && b instanceof YamlList y) {
      List<YamlNode> all = new ArrayList<>(x.items());
      all.addAll(y.items());
      return new YamlList(all, x.span());
    }
    if (!(b instanceof YamlScalar)) {
      sink.add(
          Code.M2D217,
          b.span(),
          "Meltano refuses to join `"
              + key
              + "`, "
              + b.description()
              + ", with "
              + a.description()
              + " of an earlier file, which is left out.");
    }
    return b;
  }
}
