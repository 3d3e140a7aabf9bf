package dev.m2d.compare;

import java.util.Comparator;
import java.util.List;

/**
 * What a comparison came to.
 *
 * @param left the left side as it was named
 * @param right the right side as it was named
 * @param streams one for each stream, by name
 */
public record Result(String left, String right, List<StreamResult> streams) {

  public Result {
    streams = List.copyOf(streams);
  }

  /** The worst verdict of all; without any stream nothing was compared. */
  public Verdict verdict() {
    return streams.stream()
        .map(StreamResult::verdict)
        .max(Comparator.naturalOrder())
        .orElse(Verdict.INCONCLUSIVE);
  }
}
