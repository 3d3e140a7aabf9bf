package dev.m2d.report;

import dev.m2d.connector.Connector;
import dev.m2d.meltano.resolve.ResolvedPlugin;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the catalogue knows about the Pythons that a plugin's packages ask for. */
final class PackagePythons {

  /**
   * What a package asks for.
   *
   * @param python as it says it
   * @param why a sentence
   */
  record Needs(String python, String why) {}

  private static final Pattern REQUIREMENT =
      Pattern.compile("([A-Za-z0-9._-]+)(?:\\[[^]]*])?\\s*(.*)");
  private static final Pattern CLAUSE =
      Pattern.compile("\\s*(>=|<=|<|>)\\s*(\\d+)(?:\\.(\\d+))?[.0-9]*\\s*");

  /** The first package that does not run on all of `pythons`, such as `3.12`. */
  static Optional<Needs> of(ResolvedPlugin plugin, List<String> pythons) {
    if (plugin.connector().isEmpty() || plugin.pipUrl().isEmpty()) {
      return Optional.empty();
    }
    for (String requirement : PackagesPart.requirements(plugin.pipUrl().get().value())) {
      for (Connector.Distribution p : plugin.connector().get().packages()) {
        List<String> missing = pythons.stream().filter(v -> !runsOn(p.python(), v)).toList();
        if (isFor(requirement, p) && !missing.isEmpty()) {
          String what = "`" + p.name() + "` " + p.version() + " needs Python " + p.python();
          boolean none = missing.size() == pythons.size();
          String why =
              none
                  ? what
                      + ", and the generated project runs on none of these; name one as `python`."
                  : what + ", and does not run on " + String.join(", ", missing) + ".";
          return Optional.of(new Needs(p.python(), why));
        }
      }
    }
    return Optional.empty();
  }

  /** Whether it installs that version: it names it, or none. */
  private static boolean isFor(String requirement, Connector.Distribution p) {
    Matcher parts = REQUIREMENT.matcher(requirement);
    if (!parts.matches() || !normal(parts.group(1)).equals(normal(p.name()))) {
      return false;
    }
    String version = parts.group(2).replaceFirst("\\s*;.*$", "").strip();
    return version.isEmpty() || version.matches("={2,3}\\s*" + Pattern.quote(p.version()));
  }

  private static String normal(String name) {
    return name.toLowerCase(Locale.ROOT).replaceAll("[-_.]+", "-");
  }

  /** By major and minor version, as `Requires-Python` is written; what is unusual is let pass. */
  static boolean runsOn(String specifier, String python) {
    List<Boolean> all = new ArrayList<>();
    int wanted = number(python.split("\\.", -1)[0], python.split("\\.", -1)[1]);
    for (String clause : specifier.split(",", -1)) {
      Matcher m = CLAUSE.matcher(clause);
      if (m.matches()) {
        int limit = number(m.group(2), m.group(3) == null ? "0" : m.group(3));
        all.add(
            switch (m.group(1)) {
              case "<" -> wanted < limit;
              case "<=" -> wanted <= limit;
              default -> wanted >= limit;
            });
      }
    }
    return !all.contains(false);
  }

  private static int number(String major, String minor) {
    return Integer.parseInt(major) * 1000 + Integer.parseInt(minor);
  }

  private PackagePythons() {}
}
