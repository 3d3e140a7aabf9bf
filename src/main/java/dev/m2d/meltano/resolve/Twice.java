package dev.m2d.meltano.resolve;

import dev.m2d.diagnostic.Code;
import dev.m2d.diagnostic.Diagnostic;
import dev.m2d.diagnostic.Diagnostics;
import dev.m2d.diagnostic.Span;
import dev.m2d.meltano.ProjectFile;

/** Reports what is defined twice and of which Meltano takes the first. */
final class Twice {

  /**
   * Reports the second definition of {@code what}. Two of included files were reported when these
   * were merged.
   */
  static void report(String what, Span second, Span first, ProjectFile file, Diagnostics sink) {
    if (file.included().contains(first.file()) && file.included().contains(second.file())) {
      return;
    }
    sink.add(
        Diagnostic.of(Code.M2D208, second, what + " is defined twice; Meltano takes the first.")
            .withNote("first defined here", first));
  }

  private Twice() {}
}
