package dev.m2d.compare;

import dev.m2d.compare.bundle.Manifest;
import dev.m2d.compare.bundle.SideName;
import dev.m2d.compare.state.Movement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How far the source moved on between the sides: the one that ran later has rows beyond the
 * watermark, and its bookmark may be as late as they are.
 */
final class SourceMovement {

  private final Manifest manifest;
  private final Map<String, Optional<Lateness>> lefts = new HashMap<>();
  private final Map<String, Optional<Lateness>> rights = new HashMap<>();

  SourceMovement(Manifest manifest) {
    this.manifest = manifest;
  }

  /** Adds what the rows of a stream came to. */
  void put(Manifest.Stream stream, StreamComparison.Outcome outcome) {
    lefts.put(stream.name(), outcome.left().lateness());
    rights.put(stream.name(), outcome.right().lateness());
  }

  /** What it explains of the states of the old side and another one, which is the right one. */
  Movement of(SideName right) {
    List<SideName> order = manifest.order();
    boolean isRightLater = order.indexOf(SideName.CONTROL) < order.indexOf(right);
    return (id, stream, isRight, bookmark) -> explains(isRightLater, id, stream, isRight, bookmark);
  }

  private boolean explains(
      boolean isRightLater, String id, String stream, boolean isRight, String bookmark) {
    return isRight == isRightLater
        && manifest.streams().stream()
            .filter(s -> s.states().contains(id))
            .filter(s -> s.tapStream().equals(Optional.of(stream)))
            .map(s -> (isRight ? rights : lefts).getOrDefault(s.name(), Optional.empty()))
            .anyMatch(l -> l.filter(late -> late.reaches(bookmark)).isPresent());
  }
}
