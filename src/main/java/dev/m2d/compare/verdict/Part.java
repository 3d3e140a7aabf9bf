package dev.m2d.compare.verdict;

import java.util.List;
import java.util.Optional;

/**
 * What one part of a comparison came to that is no comparison of rows: the runs, the state, the
 * files, the performance.
 *
 * @param name which part, one word: `run`, `state`, `files`, `performance`
 * @param stream the stream it is about; empty for the pair as a whole
 * @param state the id of the state that it is about, and so the streams that this belongs to
 * @param reasons why it is not equal, sentences without a full stop
 * @param notes what is not the same and does not matter
 */
public record Part(
    String name,
    Optional<String> stream,
    Optional<String> state,
    Verdict verdict,
    List<String> reasons,
    List<String> notes) {

  public Part {
    reasons = List.copyOf(reasons);
    notes = List.copyOf(notes);
  }

  /** A part that is about no state. */
  public Part(
      String name,
      Optional<String> stream,
      Verdict verdict,
      List<String> reasons,
      List<String> notes) {
    this(name, stream, Optional.empty(), verdict, reasons, notes);
  }

  /** What it is about. */
  public Optional<String> subject() {
    return stream.or(() -> state);
  }
}
