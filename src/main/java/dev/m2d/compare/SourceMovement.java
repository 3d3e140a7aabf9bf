package dev.m2d.compare;

import dev.m2d.compare.bundle.Manifest;
import dev.m2d.compare.bundle.SideName;
import dev.m2d.compare.state.LastBookmarks;
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
    return (id, stream, isRight, member, bookmark) ->
        isRight == isRightLater && explains(id, stream, isRight, member, bookmark);
  }

  private boolean explains(
      String id, String stream, boolean isRight, String member, String bookmark) {
    return manifest.streams().stream()
        .filter(s -> s.states().contains(id))
        .filter(s -> s.tapStream().equals(Optional.of(stream)))
        .filter(s -> isOfTheColumn(s, member))
        .map(s -> (isRight ? rights : lefts).getOrDefault(s.name(), Optional.empty()))
        .anyMatch(l -> l.filter(late -> late.reaches(bookmark)).isPresent());
  }

  /** A page, or a place in a log, is nothing that the rows could be as late as. */
  private boolean isOfTheColumn(Manifest.Stream stream, String member) {
    return member.equals(LastBookmarks.VALUE)
        || Optional.ofNullable(manifest.watermarks().get(stream.name()))
            .filter(w -> w.column().equalsIgnoreCase(member))
            .isPresent();
  }
}
