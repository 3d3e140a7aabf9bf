package dev.m2d.meltano;

import dev.m2d.diagnostic.SourceFile;
import dev.m2d.diagnostic.Span;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads a `.env` file by the rules of python-dotenv, which Meltano uses. */
public final class Dotenv {

  private static final Pattern REFERENCE = Pattern.compile("\\$\\{([^}:]*)(?::-([^}]*))?\\}");
  private static final Pattern SKIP = Pattern.compile("\\s*+(?:#[^\\r\\n]*+\\s*+)*+");
  private static final Pattern BINDING =
      Pattern.compile(
          "[^\\S\\r\\n]*(?:export[^\\S\\r\\n]+)?('[^']+'|[^=#\\s]+)[^\\S\\r\\n]*(=[^\\S\\r\\n]*)?");
  private static final Pattern SINGLE =
      Pattern.compile("'([^'\\\\]*+(?:\\\\.[^'\\\\]*+)*+)'", Pattern.DOTALL);
  private static final Pattern DOUBLE =
      Pattern.compile("\"([^\"\\\\]*+(?:\\\\.[^\"\\\\]*+)*+)\"", Pattern.DOTALL);
  private static final Pattern REST =
      Pattern.compile("[^\\S\\r\\n]*(?:#[^\\r\\n]*)?(?:\\r\\n|\\n|\\r|$)");
  private static final Pattern COMMENT = Pattern.compile("(?<!\\s)\\s+#|^\\s+#");
  private static final Pattern LINE = Pattern.compile("[^\\r\\n]*(?:\\r\\n|\\n|\\r|$)");

  /**
   * The variables of a file, in its order; the last of a name counts, and a name without `=` has no
   * value and is left out. A reference sees what stands above it, not what its name becomes below.
   *
   * @param process variables of the process, for references; the file's own beat them
   */
  public static Map<String, String> parse(String text, Map<String, String> process) {
    Map<String, Optional<String>> all = new LinkedHashMap<>();
    for (Binding b : bindings(withPlainLineEnds(text))) {
      all.put(b.name(), b.value().map(v -> expand(v, all, process)));
    }
    Map<String, String> resolved = new LinkedHashMap<>();
    all.forEach((name, value) -> value.ifPresent(v -> resolved.put(name, v)));
    return resolved;
  }

  /** Python reads every line end as a line feed, those inside quotes too. */
  private static String withPlainLineEnds(String text) {
    return text.replace("\r\n", "\n").replace('\r', '\n');
  }

  /** Where each variable of a file gets its value; the file's path is as it is shown. */
  public static Map<String, Span> places(SourceFile file) {
    Map<String, Span> places = new LinkedHashMap<>();
    int line = 1;
    int from = 0;
    int counted = 0;
    String text = withPlainLineEnds(file.text());
    for (Binding binding : bindings(text)) {
      for (; counted < binding.start(); counted++) {
        if (text.charAt(counted) == '\n') {
          line++;
          from = counted + 1;
        }
      }
      int column = text.codePointCount(from, binding.start()) + 1;
      int end = column + binding.name().length();
      places.put(binding.name(), new Span(file.path(), line, column, line, end));
    }
    return places;
  }

  /** One assignment; `start` is the index of its line. */
  private record Binding(String name, Optional<String> value, int start) {}

  private static List<Binding> bindings(String text) {
    List<Binding> all = new ArrayList<>();
    int at = 0;
    while (at < text.length()) {
      Matcher skip = SKIP.matcher(text).region(at, text.length());
      if (skip.lookingAt()) {
        at = skip.end();
      }
      if (at >= text.length()) {
        break;
      }
      at = binding(text, at, all);
    }
    return all;
  }

  private static int binding(String text, int start, List<Binding> into) {
    Matcher m = BINDING.matcher(text).region(start, text.length());
    if (m.lookingAt()) {
      String name = m.group(1);
      if (name.startsWith("'") && name.endsWith("'") && name.length() > 1) {
        name = name.substring(1, name.length() - 1);
      }
      if (m.group(2) == null) {
        Matcher rest = REST.matcher(text).region(m.end(), text.length());
        if (rest.lookingAt()) {
          into.add(new Binding(name, Optional.empty(), start));
          return advance(rest.end(), start, text);
        }
      } else {
        boolean spaced = m.end(2) - m.start(2) > 1;
        Optional<Rest> rest = value(text, m.end(), spaced);
        if (rest.isPresent()) {
          into.add(new Binding(name, Optional.of(rest.get().value()), start));
          int end = rest.get().end();
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

  private record Rest(String value, int end) {}

  /** Reads a value and the rest of its line; empty when that is not possible. */
  private static Optional<Rest> value(String text, int start, boolean spaced) {
    char first = start < text.length() ? text.charAt(start) : '\n';
    String value;
    int end;
    if (first == '\'' || first == '"') {
      Matcher quoted = (first == '\'' ? SINGLE : DOUBLE).matcher(text).region(start, text.length());
      if (!quoted.lookingAt()) {
        return Optional.empty();
      }
      value = first == '\'' ? unescapeSingle(quoted.group(1)) : unescapeDouble(quoted.group(1));
      end = quoted.end();
    } else if (first == '#' && spaced) {
      value = "";
      end = start;
    } else {
      end = endOfLine(text, start);
      String line = text.substring(start, end);
      Matcher comment = COMMENT.matcher(line);
      value = (comment.find() ? line.substring(0, comment.start()) : line).stripTrailing();
    }
    Matcher rest = REST.matcher(text).region(end, text.length());
    return rest.lookingAt() ? Optional.of(new Rest(value, rest.end())) : Optional.empty();
  }

  private static int endOfLine(String text, int start) {
    int end = start;
    while (end < text.length() && text.charAt(end) != '\n' && text.charAt(end) != '\r') {
      end++;
    }
    return end;
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
      String value, Map<String, Optional<String>> earlier, Map<String, String> process) {
    return REFERENCE
        .matcher(value)
        .replaceAll(
            r -> {
              String name = r.group(1);
              String fallback = r.group(2) == null ? "" : r.group(2);
              Optional<String> known = earlier.get(name);
              // A name that stands above without a value is known, so that no fallback counts.
              String found =
                  known != null ? known.orElse("") : process.getOrDefault(name, fallback);
              return Matcher.quoteReplacement(found);
            });
  }

  private Dotenv() {}
}
