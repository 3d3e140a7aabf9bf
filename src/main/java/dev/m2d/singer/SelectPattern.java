package dev.m2d.singer;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A pattern of `select`.
 *
 * @param stream glob for stream ids
 * @param property glob for properties, parts joined by dots; empty for the stream as a whole
 */
public record SelectPattern(String stream, Optional<String> property, boolean negated) {

  private static final Pattern UNESCAPED_DOT = Pattern.compile("(?<!\\\\)\\.");

  /** Reads a pattern: `stream`, `stream.property`, with `!` before it to exclude. */
  public static SelectPattern parse(String text) {
    boolean negated = text.startsWith("!");
    List<String> parts = List.of(UNESCAPED_DOT.split(negated ? text.substring(1) : text, 2));
    Optional<String> property =
        parts.size() > 1 && !parts.get(1).isEmpty() ? Optional.of(parts.get(1)) : Optional.empty();
    return new SelectPattern(parts.get(0).replace("\\.", "."), property, negated);
  }

  /** Whether the stream part is a name and not a glob. */
  public boolean namesStream() {
    return stream.chars().noneMatch(c -> c == '*' || c == '?' || c == '[');
  }
}
