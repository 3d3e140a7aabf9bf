package dev.m2d.trace;

import dev.m2d.account.Place;
import dev.m2d.diagnostic.Span;
import dev.m2d.scan.Call;

/** Something of the input that may be otherwise. */
public sealed interface Change {

  /** Where it stands. */
  Span at();

  /** Another value or key. */
  record Edit(Place place) implements Change {
    @Override
    public Span at() {
      return new Span(
          place.file(),
          place.at().line(),
          place.at().column(),
          place.at().endLine(),
          place.at().endColumn());
    }
  }

  /** One call of Meltano less in the scripts. */
  record Without(Call call) implements Change {
    @Override
    public Span at() {
      return call.at();
    }
  }

  /** A file whose values are not told apart, with nothing in it. */
  record Emptied(String file) implements Change {
    @Override
    public Span at() {
      return Span.ofFile(file);
    }
  }
}
