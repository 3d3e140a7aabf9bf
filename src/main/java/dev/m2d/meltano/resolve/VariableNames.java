package dev.m2d.meltano.resolve;

import java.util.ArrayList;
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
    for (int i = 0; i < text.length(); i++) {
      // Two halves of one character give one underscore.
      if (i == 0 || !Character.isSurrogatePair(text.charAt(i - 1), text.charAt(i))) {
        part.append(character(text.charAt(i)));
      }
    }
    return part.toString();
  }

  private static char character(char c) {
    if (c >= 'a' && c <= 'z') {
      return Character.toUpperCase(c);
    }
    return c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' ? c : '_';
  }

  /** Every prefix with every name, name by name. */
  static List<String> all(List<String> prefixes, List<String> names) {
    List<String> all = new ArrayList<>(prefixes.size() * names.size());
    for (String name : names) {
      for (String prefix : prefixes) {
        String variable = of(prefix, name);
        if (!all.contains(variable)) {
          all.add(variable);
        }
      }
    }
    return List.copyOf(all);
  }

  private VariableNames() {}
}
