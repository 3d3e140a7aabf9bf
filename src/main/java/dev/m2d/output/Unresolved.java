package dev.m2d.output;

import dev.m2d.diagnostic.Code;
import dev.m2d.diagnostic.Diagnostic;
import dev.m2d.diagnostic.Span;
import dev.m2d.output.merge.ConflictMarkers;
import dev.m2d.output.merge.TextFile;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/** Conflicts of an earlier run that a person has still to decide. */
final class Unresolved {

  /** Those of one file: between markers in it, or left beside it. */
  static List<Diagnostic> of(TreeView tree, String place, byte[] content) {
    List<Diagnostic> found = new ArrayList<>();
    OptionalInt line = ConflictMarkers.find(TextFile.of(content).lines());
    if (line.isPresent()) {
      int at = line.getAsInt();
      found.add(
          Diagnostic.of(
              Code.M2D611,
              new Span(place, at, 1, at, 1),
              "`" + place + "` has a conflict that is not resolved."));
    }
    String rejects = OutputPath.rejects(place);
    if (!(tree.look(rejects) instanceof TreeView.Absent)) {
      found.add(
          Diagnostic.of(
                  Code.M2D611,
                  Span.ofFile(rejects),
                  "`" + rejects + "` has changes that were not merged.")
              .withHint(
                  "Take over what you need of it into `" + place + "`, delete it, and run again."));
    }
    return found;
  }

  private Unresolved() {}
}
