package dev.m2d.output;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** The modules that a Python file names in imports, or in texts that name one. */
final class PythonImports {

  private static final Pattern FROM =
      Pattern.compile(
          "(?m)^[ \\t]*from[ \\t]+(\\.*)([\\w.]*)[ \\t]+import[ \\t]*(?:\\(([^)]*)\\)|([^\\n;]*))");
  private static final Pattern IMPORT =
      Pattern.compile("(?m)(?:^|;)[ \\t]*import[ \\t]+([^\\n;]*)");

  /** As in `importlib.import_module("a.b")` and `mock.patch("a.b.c")`. */
  private static final Pattern NAMED = Pattern.compile("[\"'](\\w+(?:\\.\\w+)+)[\"':]");

  /** Those of a file, with their names in whole. */
  static Set<String> of(String path, String text) {
    Set<String> names = new TreeSet<>();
    String code = text.replace("\r", "").replace("\\\n", " ");
    FROM.matcher(code).results().forEach(m -> from(m, path, names));
    IMPORT.matcher(code).results().forEach(m -> items(m.group(1)).forEach(names::add));
    NAMED.matcher(code).results().forEach(m -> names.add(m.group(1)));
    return names;
  }

  private static void from(MatchResult found, String path, Set<String> names) {
    List<String> parts = new ArrayList<>();
    int dots = found.group(1).length();
    if (dots > 0) {
      List<String> folders = List.of(path.split("/", -1));
      parts.addAll(folders.subList(0, Math.max(0, folders.size() - dots)));
    }
    if (!found.group(2).isEmpty()) {
      parts.add(found.group(2));
    }
    String module = String.join(".", parts);
    names.add(module);
    String list = found.group(3) == null ? found.group(4) : found.group(3);
    items(list).forEach(item -> names.add(module.isEmpty() ? item : module + "." + item));
  }

  /** The names of a list, without comments and the names that they get. */
  private static List<String> items(String list) {
    List<String> items = new ArrayList<>();
    for (String item : list.replaceAll("#[^\\n]*", "").split(",", -1)) {
      String name = item.strip().replaceFirst("\\s.*", "");
      if (name.matches("[\\w.]+")) {
        items.add(name);
      }
    }
    return items;
  }

  /** The names of the module at a path; tests are found by pytest without their folder, too. */
  static List<String> modules(String path) {
    String name = path.replaceFirst("(/__init__)?\\.py$", "").replace('/', '.');
    return name.startsWith("tests.")
        ? List.of(name, name.substring("tests.".length()))
        : List.of(name);
  }

  private PythonImports() {}
}
