package dev.m2d.scan;

import dev.m2d.diagnostic.Span;
import dev.m2d.scan.text.SourceText;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Files that speak of a call of Meltano in which none was found. */
final class Mentions {

  private static final Pattern CALL =
      Pattern.compile(
          "\\bmeltano\\b[\"']?,?[ \\t]+([\"']?-[^\\s,]*,?[ \\t]+){0,4}[\"']?"
              + "(run|elt|el|invoke|schedule[\"']?,?[ \\t]+[\"']?run)\\b[\"',]?[ \\t]+[\"'$\\w{]");
  private static final Pattern NO_CALL =
      Pattern.compile(
          "[ \\t]*(#|//|\\*|;|--|rem\\b|@?echo\\b|printf\\b|print\\b|log).*",
          Pattern.CASE_INSENSITIVE);

  /**
   * The first mention of each file that has one and of which nothing else is told.
   *
   * @param told files about which something is said
   */
  static List<Span> of(Iterable<SourceText> files, Set<String> told) {
    Set<Span> found = new LinkedHashSet<>();
    Set<String> known = new HashSet<>(told);
    for (SourceText file : files) {
      if (!known.contains(file.file()) && !isProse(file)) {
        first(file).ifPresent(found::add);
      }
    }
    return List.copyOf(found);
  }

  private static boolean isProse(SourceText file) {
    String name = FileKinds.name(file);
    boolean meltano =
        name.endsWith("meltano.yml") && !file.file().contains("/.") && !file.file().startsWith(".")
            || file.text().matches("(?s)(.*\\n)?plugins:\\s.*");
    return meltano
        || !name.contains(".") && name.matches("(?i)readme|changelog|license|notes?")
        || name.matches("(?i).*\\.(md|markdown|mdx|rst|adoc|txt|html?|po|pot|ipynb|cfg|ini)");
  }

  private static Optional<Span> first(SourceText file) {
    Matcher m = CALL.matcher(file.text());
    while (m.find()) {
      int start = file.text().lastIndexOf('\n', m.start()) + 1;
      String before = file.text().substring(start, m.start());
      boolean quoted = NO_CALL.matcher(before + " ").matches() || before.matches(".*\\s#.*");
      boolean documented = FileKinds.name(file).endsWith(".py") && !before.matches(".*[\"'(].*");
      if (!quoted && !documented) {
        return Optional.of(file.span(m.start(), m.end() - 1));
      }
    }
    return Optional.empty();
  }

  private Mentions() {}
}
