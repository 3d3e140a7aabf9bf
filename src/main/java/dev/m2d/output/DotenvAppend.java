package dev.m2d.output;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Adds the names that a `.env` file lacks; what is there is the user's. */
final class DotenvAppend {

  private static final Pattern ASSIGNMENT =
      Pattern.compile("[ \\t]*(?:export[ \\t]+)?'?([^\\s=#']+)'?[ \\t]*=[ \\t]*");

  /**
   * The result.
   *
   * @param text the whole file
   * @param differing names whose value is another one than the rendered
   */
  record Result(String text, List<String> differing) {}

  static Result merge(String disk, String rendered) {
    Map<String, String> mine = entries(disk, false);
    StringBuilder out = new StringBuilder(disk);
    List<String> differing = new ArrayList<>();
    Map<String, String> bare = entries(rendered, false);
    entries(rendered, true)
        .forEach(
            (name, text) -> {
              if (!mine.containsKey(name)) {
                if (!out.isEmpty() && out.charAt(out.length() - 1) != '\n') {
                  out.append('\n');
                }
                out.append(text);
              } else if (!value(mine.get(name)).equals(value(bare.getOrDefault(name, "")))) {
                differing.add(name);
              }
            });
    return new Result(out.toString(), differing);
  }

  /** Each name with its lines, the comment right above it included if asked for. */
  private static Map<String, String> entries(String text, boolean withComment) {
    Map<String, String> entries = new LinkedHashMap<>();
    int at = 0;
    int comment = -1;
    while (at < text.length()) {
      int lineEnd = endOfLine(text, at);
      String line = text.substring(at, lineEnd);
      Matcher m = ASSIGNMENT.matcher(line);
      if (line.stripLeading().startsWith("#")) {
        comment = comment < 0 ? at : comment;
      } else if (m.lookingAt()) {
        int end = endOfLine(text, endOfValue(text, at + m.end()));
        String lines = text.substring(withComment && comment >= 0 ? comment : at, end);
        entries.put(m.group(1), lines.endsWith("\n") ? lines : lines + "\n");
        comment = -1;
        lineEnd = end;
      } else {
        comment = -1;
      }
      at = lineEnd;
    }
    return entries;
  }

  private static int endOfValue(String text, int start) {
    if (start >= text.length() || (text.charAt(start) != '"' && text.charAt(start) != '\'')) {
      return start;
    }
    char quote = text.charAt(start);
    for (int i = start + 1; i < text.length(); i++) {
      if (text.charAt(i) == '\\') {
        i++;
      } else if (text.charAt(i) == quote) {
        return i;
      }
    }
    return start;
  }

  private static int endOfLine(String text, int from) {
    int end = text.indexOf('\n', from);
    return end < 0 ? text.length() : end + 1;
  }

  private static String value(String lines) {
    String value = lines.substring(lines.indexOf('=') + 1).strip();
    boolean quoted =
        value.length() > 1
            && (value.startsWith("'") || value.startsWith("\""))
            && value.charAt(0) == value.charAt(value.length() - 1);
    return quoted ? value.substring(1, value.length() - 1) : value;
  }

  private DotenvAppend() {}
}
