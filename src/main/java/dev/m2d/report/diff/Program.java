package dev.m2d.report.diff;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Which program a plugin is, whatever its version. */
final class Program {

  private static final Pattern VERSION = Pattern.compile("[\\[<>=!~;].*");
  private static final Pattern FRAGMENT = Pattern.compile("#.*");

  /** `v1.2` of `https://host/name.git@v1.2`, not what stands before a host. */
  private static final Pattern REVISION = Pattern.compile("(\\.git)?(@[^/@]*|@[^/@]+/[^@]*)?/?$");

  /** What tells it: the values of a plugin that are not the same in two programs. */
  static Map<String, String> of(Fact plugin) {
    Map<String, String> values = new TreeMap<>();
    if (plugin.kind().equals("plugin")) {
      String installed = ofPackage(plugin.texts().getOrDefault("package", ""));
      values.put("package", installed);
      values.put("executable", plugin.texts().getOrDefault("executable", ""));
    }
    return values;
  }

  /** What is installed for a `pip_url`, without versions. */
  static String ofPackage(String pipUrl) {
    return Arrays.stream(pipUrl.trim().split("\\s+", -1))
        .map(Program::requirement)
        .filter(r -> !r.isEmpty())
        .sorted()
        .collect(Collectors.joining(" "));
  }

  private static String requirement(String word) {
    int host = word.indexOf("://");
    if (host < 0) {
      return VERSION
          .matcher(word)
          .replaceAll("")
          .replaceAll("[-_.]+", "-")
          .toLowerCase(Locale.ROOT);
    }
    String url = FRAGMENT.matcher(word).replaceAll("");
    int path = url.indexOf('/', host + "://".length());
    return path < 0
        ? url
        : url.substring(0, path) + REVISION.matcher(url.substring(path)).replaceFirst("");
  }

  private Program() {}
}
