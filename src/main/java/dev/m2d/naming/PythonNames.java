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
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Makes Python identifiers of any text. */
public final class PythonNames {

  private static final Pattern MARKS = Pattern.compile("\\p{M}+");
  private static final Set<String> RESERVED = load();

  /**
   * A lower-case ASCII identifier for `text`: accents are dropped, every run of other characters
   * becomes one `_`, a leading digit gets a `_` before it, a reserved word one after it. Text
   * without any usable character gives `unnamed`. Two texts may give one name: {@link
   * NameAllocator} keeps them apart.
   */
  public static String identifier(String text) {
    String name = stripped(words(withoutAccents(text).toLowerCase(Locale.ROOT)));
    if (name.isEmpty()) {
      return "unnamed";
    }
    if (Character.isDigit(name.charAt(0))) {
      name = "_" + name;
    }
    return isReserved(name) ? name + "_" : name;
  }

  /** The text in ASCII as far as dropping accents makes it so. */
  public static String withoutAccents(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) > 0x7f) {
        String apart = Normalizer.normalize(text, Normalizer.Form.NFKD);
        return MARKS.matcher(apart).replaceAll("");
      }
    }
    return text;
  }

  /** Every run of characters that no name has becomes one `_`. */
  private static String words(String text) {
    StringBuilder name = new StringBuilder(text.length());
    boolean isOther = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean isPart = c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '_';
      if (isPart || !isOther) {
        name.append(isPart ? c : '_');
      }
      isOther = !isPart;
    }
    return name.toString();
  }

  private static String stripped(String text) {
    int start = 0;
    int end = text.length();
    while (start < end && text.charAt(start) == '_') {
      start++;
    }
    while (end > start && text.charAt(end - 1) == '_') {
      end--;
    }
    return text.substring(start, end);
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
