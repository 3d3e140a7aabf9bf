package dev.m2d.scan.shell;

import dev.m2d.diagnostic.Span;
import dev.m2d.scan.text.Fragment;
import java.util.List;
import java.util.Optional;

/**
 * A word of a command.
 *
 * @param within the text it stands in
 * @param start its first character there
 * @param end after its last character
 */
public record Word(List<Part> parts, Fragment within, int start, int end) {

  public Word {
    parts = List.copyOf(parts);
  }

  /** As it is written. */
  public String text() {
    return within.text().substring(start, end);
  }

  /** Where it stands. */
  public Span span() {
    return within.span(start, end);
  }

  /** Its text, when nothing in it is quoted or expanded. */
  public Optional<String> plain() {
    StringBuilder text = new StringBuilder();
    for (Part part : parts) {
      if (!(part instanceof Part.Literal literal) || literal.quoted()) {
        return Optional.empty();
      }
      text.append(literal.text());
    }
    return Optional.of(text.toString());
  }
}
