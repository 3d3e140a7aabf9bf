package dev.m2d.plan;

import dev.m2d.literal.Language;
import dev.m2d.literal.Snippet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Import statements of one section, in the order that isort's rules ask for. */
final class Imports {
  private static final Comparator<String> MODULES =
      Comparator.comparing((String module) -> naturalKey(module.toLowerCase(Locale.ROOT)))
          .thenComparing(Comparator.naturalOrder());
  private static final Comparator<String> MEMBERS =
      Comparator.comparing(Imports::memberKind)
          .thenComparing((String name) -> naturalKey(name.toLowerCase(Locale.ROOT)))
          .thenComparing(Comparator.naturalOrder());

  private final Map<String, Set<String>> modules = new HashMap<>();

  /** Adds {@code from module import name}. */
  void add(String module, String name) {
    modules.computeIfAbsent(module, m -> new HashSet<>()).add(name);
  }

  /** The statements. */
  List<Snippet> statements() {
    return modules.keySet().stream()
        .sorted(MODULES)
        .map(
            m ->
                python(
                    "from " + m + " import " + members(modules.getOrDefault(m, Set.of())).text()))
        .toList();
  }

  /** Names of one import statement, sorted. */
  static Snippet members(Set<String> names) {
    return python(names.stream().sorted(MEMBERS).collect(Collectors.joining(", ")));
  }

  private static Snippet python(String text) {
    return new Snippet(Language.PYTHON, text);
  }

  /** Constants, then classes, then the rest. */
  private static int memberKind(String name) {
    if (name.length() > 1 && name.equals(name.toUpperCase(Locale.ROOT))) {
      return 0;
    }
    return Character.isUpperCase(name.charAt(0)) ? 1 : 2;
  }

  /** Digits compare as numbers. */
  private static String naturalKey(String text) {
    StringBuilder key = new StringBuilder();
    StringBuilder digits = new StringBuilder();
    for (int i = 0; i <= text.length(); i++) {
      char c = i < text.length() ? text.charAt(i) : ' ';
      if (c >= '0' && c <= '9') {
        digits.append(c);
      } else {
        if (!digits.isEmpty()) {
          key.append("0".repeat(Math.max(0, 20 - digits.length()))).append(digits);
          digits.setLength(0);
        }
        key.append(c);
      }
    }
    return key.toString();
  }
}
