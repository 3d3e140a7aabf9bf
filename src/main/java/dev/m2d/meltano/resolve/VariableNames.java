package dev.m2d.meltano.resolve;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;

/** The names of variables that Meltano makes of plugins and settings. */
public final class VariableNames {

  /** `tap-x` and `api.url` give `TAP_X_API_URL`. */
  public static String of(String prefix, String name) {
    String first = part(prefix);
    String second = part(name);
    return first.isEmpty() || second.isEmpty() ? first + second : first + "_" + second;
  }

  private static String part(String text) {
    StringBuilder part = new StringBuilder(text.length());
    text.codePoints().forEach(c -> part.append(character(c)));
    return part.toString();
  }

  private static char character(int c) {
    if (c >= 'a' && c <= 'z') {
      return (char) (c - 'a' + 'A');
    }
    return c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' ? (char) c : '_';
  }

  /** Every prefix with every name, name by name. */
  static List<String> all(List<String> prefixes, List<String> names) {
    List<String> all = new ArrayList<>();
    names.forEach(n -> prefixes.forEach(p -> all.add(of(p, n))));
    return List.copyOf(new LinkedHashSet<>(all));
  }

  private VariableNames() {}
}
