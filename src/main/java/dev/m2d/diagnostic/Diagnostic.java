package dev.m2d.diagnostic;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One finding about the input.
 *
 * @param message one or more sentences, identifiers in back-quotes
 * @param at the place; empty when no file is concerned
 * @param related other places that explain it
 * @param hint what to do
 * @param places all that it stands for, where it tells of many findings at once; else empty
 */
public record Diagnostic(
    Code code,
    Severity severity,
    String message,
    Optional<Span> at,
    List<Note> related,
    Optional<String> hint,
    List<Span> places) {

  public Diagnostic {
    related = List.copyOf(related);
    places = List.copyOf(places);
  }

  /** A finding of its own. */
  public Diagnostic(
      Code code,
      Severity severity,
      String message,
      Optional<Span> at,
      List<Note> related,
      Optional<String> hint) {
    this(code, severity, message, at, related, hint, List.of());
  }

  /** A diagnostic of the code's own severity, without notes and with the code's own advice. */
  public static Diagnostic of(Code code, Span at, String message) {
    return new Diagnostic(
        code, code.severity(), message, Optional.of(at), List.of(), Optional.of(code.remedy()));
  }

  /** The same with another hint. */
  public Diagnostic withHint(String text) {
    return new Diagnostic(code, severity, message, at, related, Optional.of(text), places);
  }

  /** The same with one more related place. */
  public Diagnostic withNote(String text, Span place) {
    List<Note> notes = new java.util.ArrayList<>(related);
    notes.add(new Note(text, place));
    return new Diagnostic(code, severity, message, at, notes, hint, places);
  }

  // Linking the methods that a record comes with takes Java 10 ms, which a short run feels.
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Diagnostic d
        && code == d.code
        && severity == d.severity
        && message.equals(d.message)
        && at.equals(d.at)
        && related.equals(d.related)
        && hint.equals(d.hint)
        && places.equals(d.places);
  }

  @Override
  public int hashCode() {
    return (code.hashCode() * 31 + message.hashCode()) * 31 + at.hashCode();
  }

  /** How many findings it tells of. */
  public int count() {
    return Math.max(1, places.size());
  }

  /** Every place that it tells of. */
  public List<Span> everywhere() {
    return places.isEmpty() ? at.map(List::of).orElse(List.of()) : places;
  }

  /** Whether it is an error. */
  public boolean isError() {
    return severity == Severity.ERROR;
  }
}
