package dev.m2d.scan;

import dev.m2d.scan.text.SourceText;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The files worth understanding: those that speak of Meltano, and those that speak of such a file,
 * as what starts a script does. In a repository of many programs these are few.
 */
final class Relevant {

  private static final String MELTANO = "meltano";

  /** Words that start what such a file holds, for files that are not started by their name. */
  private static final Map<String, List<String>> STARTERS =
      Map.of(
          "makefile", List.of("make"),
          "justfile", List.of("just"),
          "taskfile", List.of("task"),
          "package.json", List.of("npm", "yarn", "pnpm"),
          "dockerfile", List.of("docker"),
          "compose", List.of("docker", "compose"));

  /** The files of these that may hold a call or lead to one, in their order. */
  static List<SourceText> of(Iterable<SourceText> files) {
    List<SourceText> open = new ArrayList<>();
    List<String> texts = new ArrayList<>();
    for (SourceText file : files) {
      open.add(file);
      texts.add(file.text().toLowerCase(Locale.ROOT));
    }
    boolean[] kept = new boolean[open.size()];
    Set<String> known = new HashSet<>();
    Set<String> wanted = Set.of(MELTANO);
    while (!wanted.isEmpty()) {
      Set<String> next = new HashSet<>();
      for (int i = 0; i < kept.length; i++) {
        if (!kept[i] && wanted.stream().anyMatch(texts.get(i)::contains)) {
          kept[i] = true;
          next.addAll(names(open.get(i)));
        }
      }
      next.removeIf(name -> !known.add(name));
      wanted = next;
    }
    List<SourceText> result = new ArrayList<>();
    for (int i = 0; i < kept.length; i++) {
      if (kept[i]) {
        result.add(open.get(i));
      }
    }
    return result;
  }

  /** What another file says that starts something of this one. */
  private static List<String> names(SourceText file) {
    String name = FileKinds.name(file).toLowerCase(Locale.ROOT);
    Optional<List<String>> starters =
        STARTERS.entrySet().stream()
            .filter(e -> name.contains(e.getKey()))
            .map(Map.Entry::getValue)
            .findFirst();
    if (starters.isPresent()) {
      return starters.get();
    }
    if (!FileKinds.isScript(file)) {
      return List.of();
    }
    // A module is imported without its ending, by words that are no shorter than this.
    String stem = name.replaceFirst("\\.[a-z]+$", "");
    return name.endsWith(".py") && stem.length() > 3 ? List.of(stem) : List.of(name);
  }

  private Relevant() {}
}
