package dev.m2d.meltano.resolve;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;

/** The names of variables that Meltano makes of plugins and settings. */
final class VariableNames {

  /** `tap-x` and `api.url` give `TAP_X_API_URL`. */
  static String of(String prefix, String name) {
    String first = part(prefix);
    return first.isEmpty() ? part(name) : first + "_" + part(name);
  }

  private static String part(String text) {
    return text.replaceAll("[^A-Za-z0-9]", "_").toUpperCase(Locale.ROOT);
  }

  /** Every prefix with every name, name by name. */
  static List<String> all(List<String> prefixes, List<String> names) {
    List<String> all = new ArrayList<>();
    names.forEach(n -> prefixes.forEach(p -> all.add(of(p, n))));
    return List.copyOf(new LinkedHashSet<>(all));
  }

  private VariableNames() {}
}
