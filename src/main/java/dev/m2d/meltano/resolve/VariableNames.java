package dev.m2d.meltano.resolve;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The names of variables that Meltano makes of plugins and settings. */
public final class VariableNames {

  /** `tap-x` and `api.url` give `TAP_X_API_URL`. */
  public static String of(String prefix, String name) {
    // A project has tens of thousands of them, so that they are made in one piece.
    byte[] ascii = new byte[prefix.length() + 1 + name.length()];
    int end = put(prefix, ascii, 0);
    if (end > 0 && !name.isEmpty()) {
      ascii[end++] = '_';
    }
    end = put(name, ascii, end);
    return new String(ascii, 0, end, StandardCharsets.ISO_8859_1);
  }

  private static int put(String text, byte[] into, int start) {
    int end = start;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c >= 'a' && c <= 'z') {
        into[end++] = (byte) (c - 'a' + 'A');
      } else if (c >= 'A' && c <= 'Z' || c >= '0' && c <= '9') {
        into[end++] = (byte) c;
      } else if (i == 0 || !Character.isSurrogatePair(text.charAt(i - 1), c)) {
        // Two halves of one character give one underscore.
        into[end++] = '_';
      }
    }
    return end;
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
