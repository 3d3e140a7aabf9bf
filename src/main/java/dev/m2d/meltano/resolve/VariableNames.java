package dev.m2d.meltano.resolve;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The names of variables that Meltano makes of plugins and settings. */
public final class VariableNames {

  /** What stands in a name for each character of Latin 1: itself, its capital, or `_`. */
  private static final byte[] PARTS = new byte[256];

  static {
    Arrays.fill(PARTS, (byte) '_');
    for (char c = '0'; c <= 'z'; c++) {
      if (c <= '9' || c >= 'A' && c <= 'Z' || c >= 'a') {
        PARTS[c] = (byte) (c >= 'a' ? c - 'a' + 'A' : c);
      }
    }
  }

  /** `tap-x` and `api.url` give `TAP_X_API_URL`. */
  public static String of(String prefix, String name) {
    return of(part(prefix), name, part(name));
  }

  private static String of(String begin, String name, String end) {
    return begin.isEmpty() || name.isEmpty() ? begin + end : begin + "_" + end;
  }

  /** What a prefix or a name is in the names of variables. */
  static String part(String text) {
    // Of a character that is not in Latin 1, one of two halves included, this makes one `?`.
    byte[] characters = text.getBytes(StandardCharsets.ISO_8859_1);
    for (int i = 0; i < characters.length; i++) {
      characters[i] = PARTS[characters[i] & 0xff];
    }
    return new String(characters, StandardCharsets.ISO_8859_1);
  }

  /**
   * Every prefix with every name, name by name.
   *
   * @param prefixes as {@link #part} makes them: a project asks with each for every setting
   */
  static List<String> all(List<String> prefixes, List<String> names) {
    List<String> all = new ArrayList<>(prefixes.size() * names.size());
    for (String name : names) {
      String end = part(name);
      for (String prefix : prefixes) {
        String variable = of(prefix, name, end);
        if (!all.contains(variable)) {
          all.add(variable);
        }
      }
    }
    return List.copyOf(all);
  }

  private VariableNames() {}
}
