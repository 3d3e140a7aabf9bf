package dev.m2d.meltano.resolve;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The names of variables that Meltano makes of plugins and settings. */
final class VariableNames {

  private static final Pattern OTHER = Pattern.compile("[^A-Za-z0-9]");

  /** `tap-x` and `api.url` give `TAP_X_API_URL`. */
  static String of(String prefix, String name) {
    return Stream.of(part(prefix), part(name))
        .filter(part -> !part.isEmpty())
        .collect(Collectors.joining("_"));
  }

  private static String part(String text) {
    return OTHER.matcher(text).replaceAll("_").toUpperCase(Locale.ROOT);
  }

  /** Every prefix with every name, name by name. */
  static List<String> all(List<String> prefixes, List<String> names) {
    List<String> all = new ArrayList<>();
    names.forEach(n -> prefixes.forEach(p -> all.add(of(p, n))));
    return List.copyOf(new LinkedHashSet<>(all));
  }

  private VariableNames() {}
}
