package dev.m2d.diagnostic;

import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Collects diagnostics, so that all of them are shown at once. Not safe for several threads. */
public final class Diagnostics {

  private static final Comparator<Diagnostic> ORDER =
      Comparator.comparing((Diagnostic d) -> d.at().map(Span::file).orElse(""))
          .thenComparing(d -> d.at().map(Span::line).orElse(0))
          .thenComparing(d -> d.at().map(Span::column).orElse(0))
          .thenComparing(Diagnostic::code)
          .thenComparing(Diagnostic::message);

  private final Set<Diagnostic> found = new LinkedHashSet<>();

  /** Adds one, unless the same one is there already. */
  public void add(Diagnostic diagnostic) {
    found.add(diagnostic);
  }

  /** Adds those of another. */
  public void addAll(Diagnostics other) {
    found.addAll(other.found);
  }

  /** Adds one of the code's own severity and advice. */
  public void add(Code code, Span at, String message) {
    add(Diagnostic.of(code, at, message));
  }

  /** Whether an error is among them. */
  public boolean hasErrors() {
    return found.stream().anyMatch(Diagnostic::isError);
  }

  /** All of them, by file, line and column. */
  public List<Diagnostic> sorted() {
    return found.stream().sorted(ORDER).toList();
  }
}
