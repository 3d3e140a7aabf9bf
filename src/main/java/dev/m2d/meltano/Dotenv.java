package dev.m2d.meltano;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads a `.env` file by the rules of python-dotenv, which Meltano uses. */
public final class Dotenv {

  private static final Pattern REFERENCE = Pattern.compile("\\$\\{([^}:]*)(?::-([^}]*))?\\}");
  private static final Pattern SKIP = Pattern.compile("(?:[ \\t]*(?:#[^\\r\\n]*)?\\r?\\n?|\\s)*");
  private static final Pattern BINDING =
      Pattern.compile(
          "[^\\S\\r\\n]*(?:export[^\\S\\r\\n]+)?('[^']+'|[^=#\\s]+)[^\\S\\r\\n]*(=)?[^\\S\\r\\n]*");
  private static final Pattern SINGLE = Pattern.compile("'((?:[^'\\\\]|\\\\.)*)'", Pattern.DOTALL);
  private static final Pattern DOUBLE =
      Pattern.compile("\"((?:[^\"\\\\]|\\\\.)*)\"", Pattern.DOTALL);
  private static final Pattern REST =
      Pattern.compile("[^\\S\\r\\n]*(?:#[^\\r\\n]*)?(?:\\r\\n|\\n|\\r|$)");
  private static final Pattern LINE = Pattern.compile("[^\\r\\n]*(?:\\r\\n|\\n|\\r|$)");

  /**
   * The variables of a file, in its order; the last of a name counts, and a name without `=` has no
   * value and is left out.
   *
   * @param process variables of the process, for references; the file's own beat them
   */
  public static Map<String, String> parse(String text, Map<String, String> process) {
    Map<String, Optional<String>> raw = new LinkedHashMap<>();
    int at = 0;
    while (at < text.length()) {
      Matcher skip = SKIP.matcher(text).region(at, text.length());
      if (skip.lookingAt()) {
        at = skip.end();
      }
      if (at >= text.length()) {
        break;
      }
      at = binding(text, at, raw);
    }
    Map<String, String> resolved = new LinkedHashMap<>();
    raw.forEach(
        (name, value) -> value.ifPresent(v -> resolved.put(name, expand(v, resolved, process))));
    return resolved;
  }

  private static int binding(String text, int start, Map<String, Optional<String>> into) {
    Matcher m = BINDING.matcher(text).region(start, text.length());
    if (m.lookingAt()) {
      String name = m.group(1);
      if (name.startsWith("'") && name.endsWith("'") && name.length() > 1) {
        name = name.substring(1, name.length() - 1);
      }
      if (m.group(2) == null) {
        Matcher rest = REST.matcher(text).region(m.end(), text.length());
        if (rest.lookingAt()) {
          into.put(name, Optional.empty());
          return advance(rest.end(), start, text);
        }
      } else {
        int end = value(text, m.end(), name, into);
        if (end >= 0) {
          return advance(end, start, text);
        }
      }
    }
    Matcher line = LINE.matcher(text).region(start, text.length());
    return line.lookingAt() ? advance(line.end(), start, text) : text.length();
  }

  private static int advance(int end, int start, String text) {
    return end > start ? end : text.length();
  }

  /** Reads a value and the rest of its line; -1 when that is not possible. */
  private static int value(
      String text, int start, String name, Map<String, Optional<String>> into) {
    char first = start < text.length() ? text.charAt(start) : '\n';
    String value;
    int end;
    if (first == '\'' || first == '"') {
      Matcher quoted = (first == '\'' ? SINGLE : DOUBLE).matcher(text).region(start, text.length());
      if (!quoted.lookingAt()) {
        return -1;
      }
      value = first == '\'' ? unescapeSingle(quoted.group(1)) : unescapeDouble(quoted.group(1));
      end = quoted.end();
    } else {
      Matcher line = Pattern.compile("[^\\r\\n]*").matcher(text).region(start, text.length());
      line.lookingAt();
      value = line.group().replaceAll("\\s+#.*", "").stripTrailing();
      end = line.end();
    }
    Matcher rest = REST.matcher(text).region(end, text.length());
    if (!rest.lookingAt()) {
      return -1;
    }
    into.put(name, Optional.of(value));
    return rest.end();
  }

  private static String unescapeSingle(String text) {
    return text.replaceAll("\\\\([\\\\'])", "$1");
  }

  private static String unescapeDouble(String text) {
    Matcher m = Pattern.compile("\\\\([\\\\'\"abfnrtv])").matcher(text);
    return m.replaceAll(
        r -> {
          String c = r.group(1);
          String value =
              switch (c) {
                case "a" -> "\u0007";
                case "b" -> "\b";
                case "f" -> "\f";
                case "n" -> "\n";
                case "r" -> "\r";
                case "t" -> "\t";
                case "v" -> "\u000b";
                default -> c;
              };
          return Matcher.quoteReplacement(value);
        });
  }

  private static String expand(
      String value, Map<String, String> earlier, Map<String, String> process) {
    return REFERENCE
        .matcher(value)
        .replaceAll(
            r -> {
              String name = r.group(1);
              String fallback = r.group(2) == null ? "" : r.group(2);
              String found =
                  earlier.containsKey(name)
                      ? earlier.get(name)
                      : process.getOrDefault(name, fallback);
              return Matcher.quoteReplacement(found == null ? "" : found);
            });
  }

  private Dotenv() {}
}
