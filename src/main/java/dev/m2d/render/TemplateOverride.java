package dev.m2d.render;

import dev.m2d.diagnostic.SourceFile;
import dev.m2d.naming.Sha256;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A template of the project that takes the place of a built-in one.
 *
 * @param name of the built-in, its path below templates/
 * @param file as it stands in the project
 * @param isUsable whether it can be parsed and keeps to the contract
 */
public record TemplateOverride(String name, SourceFile file, boolean isUsable) {

  private static final Pattern FIRST_LINE =
      Pattern.compile("<#-- m2d: exported from ([0-9a-f]{64})\\b[^\n]*-->\r?(\n|\\z)");

  /** The comment above an exported template. */
  static String firstLine(String sha256) {
    return "<#-- m2d: exported from " + sha256 + "; tells when the built-in changes, keep it -->";
  }

  /** Whether the built-in has changed since this was exported from it. */
  public boolean isOlder() {
    String now = Sha256.of(BuiltInTemplates.text(name));
    return exportedFrom().filter(sha -> !sha.equals(now)).isPresent();
  }

  /** The SHA-256 of the built-in that it was exported from, where it says so. */
  Optional<String> exportedFrom() {
    Matcher first = FIRST_LINE.matcher(file.text());
    return first.lookingAt() ? Optional.of(first.group(1)) : Optional.empty();
  }

  /** The text for FreeMarker, which keeps line ends as they are. */
  String text() {
    return file.text().replace("\r\n", "\n");
  }
}
