package dev.m2d.proposal;

import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Turns the right side of a shell's assignment into a value of `env` in m2d.yaml. */
final class ShellText {

  private static final Pattern REFERENCE =
      Pattern.compile("\\$(?:([A-Za-z_]\\w*)|\\{([A-Za-z_]\\w*)(?::?-([^{}$`\\\\\"']*))?\\})");

  /** A text that has no references. */
  static String literal(String text) {
    return text.replace("$", "$$");
  }

  /**
   * The same value with its references, where m2d.yaml can say it.
   *
   * @param written such as `"$EXPORTS/${NAME:-all}.csv"`, quotes included
   * @param exported names of variables that are set beside it
   */
  static Optional<String> expression(String written, Set<String> exported) {
    String text = written.strip();
    boolean isDouble = text.length() > 1 && text.startsWith("\"") && text.endsWith("\"");
    String inner = isDouble ? text.substring(1, text.length() - 1) : text;
    String rest = REFERENCE.matcher(inner).replaceAll("");
    if (rest.matches("(?s).*[$`\\\\\"'].*")
        || (!isDouble && inner.matches("(?s).*[\\s*?~;&|<>].*"))) {
      return Optional.empty();
    }
    Matcher reference = REFERENCE.matcher(inner);
    while (reference.find()) {
      String plain = reference.group(1);
      boolean hasDefault = reference.group(3) != null;
      String name = plain == null ? reference.group(2) : plain;
      // Without a default it may be a variable of the script, which nobody sees here.
      if (!hasDefault && !exported.contains(name)) {
        return Optional.empty();
      }
    }
    return Optional.of(inner);
  }

  private ShellText() {}
}
