package dev.m2d.compare;

import dev.m2d.compare.bundle.Bundle;
import dev.m2d.compare.bundle.CapturedSide;
import dev.m2d.compare.bundle.Conditions;
import dev.m2d.compare.bundle.Manifest;
import dev.m2d.compare.bundle.Scenario;
import dev.m2d.compare.bundle.SideName;
import dev.m2d.compare.bundle.StreamFiles;
import dev.m2d.compare.files.FilesComparison;
import dev.m2d.compare.performance.Figures;
import dev.m2d.compare.performance.PerformancePart;
import dev.m2d.compare.state.Movement;
import dev.m2d.compare.state.StateComparison;
import dev.m2d.compare.state.StateOutcome;
import dev.m2d.compare.state.StateRow;
import dev.m2d.compare.verdict.Part;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * What of a pair is no comparison of rows.
 *
 * @param invalid why the pair proves nothing; empty when it may
 * @param parts the states, the files of each stream that is files, the performance
 * @param states one for each stream and partition with a bookmark
 * @param figures what each side needed, of both or of neither
 */
public record PairParts(
    List<String> invalid, List<Part> parts, List<StateRow> states, List<Figures> figures) {

  public PairParts {
    invalid = List.copyOf(invalid);
    parts = List.copyOf(parts);
    states = List.copyOf(states);
    figures = List.copyOf(figures);
  }

  /** Compares two sides of a bundle. */
  public static PairParts of(Bundle bundle, SideName left, SideName right, Movement movement)
      throws IOException {
    CapturedSide lefts = bundle.side(left);
    CapturedSide rights = bundle.side(right);
    List<Part> parts = new ArrayList<>();
    boolean isSwapped = bundle.manifest().scenario() == Scenario.ROUND_TRIP;
    StateOutcome state = StateComparison.of(lefts, rights, movement, isSwapped);
    parts.addAll(state.parts());
    for (Manifest.Stream stream : bundle.manifest().streams()) {
      if (stream.kind() == Manifest.Kind.FILES) {
        parts.add(
            FilesComparison.of(
                stream.name(),
                lefts.streams().getOrDefault(stream.name(), StreamFiles.NONE),
                rights.streams().getOrDefault(stream.name(), StreamFiles.NONE)));
      }
    }
    List<Figures> figures = Figures.both(Figures.of(lefts), Figures.of(rights));
    if (!figures.isEmpty()) {
      parts.add(PerformancePart.of(figures.get(0), figures.get(1)));
    }
    return new PairParts(Conditions.unmet(bundle), parts, state.rows(), figures);
  }
}
