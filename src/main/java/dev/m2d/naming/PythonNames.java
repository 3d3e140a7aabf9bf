package dev.m2d.naming;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** Makes Python identifiers of any text. */
public final class PythonNames {

  private static final Set<String> RESERVED = load();

  /**
   * A lower-case ASCII identifier for `text`: accents are dropped, every run of other characters
   * becomes one `_`, a leading digit gets a `_` before it, a reserved word one after it. Text
   * without any usable character gives `unnamed`. Two texts may give one name: {@link
   * NameAllocator} keeps them apart.
   */
  public static String identifier(String text) {
    String plain = Normalizer.normalize(text, Normalizer.Form.NFKD).replaceAll("\\p{M}+", "");
    String name =
        plain.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9_]+", "_").replaceAll("^_+|_+$", "");
    if (name.isEmpty()) {
      return "unnamed";
    }
    if (Character.isDigit(name.charAt(0))) {
      name = "_" + name;
    }
    return isReserved(name) ? name + "_" : name;
  }

  /** Whether Python or a linter forbids it as a name. */
  public static boolean isReserved(String name) {
    return RESERVED.contains(name);
  }

  private static Set<String> load() {
    try (InputStream in = PythonNames.class.getResourceAsStream("/generator/python/reserved.txt")) {
      if (in == null) {
        throw new IllegalStateException("generator/python/reserved.txt is not in the jar");
      }
      BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
      return lines
          .lines()
          .filter(line -> !line.isBlank() && !line.startsWith("#"))
          .collect(Collectors.toUnmodifiableSet());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private PythonNames() {}
}
