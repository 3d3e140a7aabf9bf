package dev.m2d.output;

import dev.m2d.diagnostic.Code;
import dev.m2d.diagnostic.Diagnostic;
import dev.m2d.diagnostic.Span;
import java.util.List;

/** The output folder is in a state that a safety check does not let pass; nothing was written. */
public final class RefusedException extends Exception {

  private final transient List<Diagnostic> reasons;

  RefusedException(List<Diagnostic> reasons) {
    super(reasons.stream().map(Diagnostic::message).toList().toString());
    this.reasons = List.copyOf(reasons);
  }

  static RefusedException of(Code code, String path, String message) {
    return new RefusedException(List.of(Diagnostic.of(code, Span.ofFile(path), message)));
  }

  /** Whether conflicts of an earlier run are what is in the way. */
  public boolean isUnresolved() {
    return reasons.stream().allMatch(d -> d.code() == Code.M2D611);
  }

  /** What is refused, one for a file; the places are relative to the output folder. */
  public List<Diagnostic> reasons() {
    return reasons;
  }
}
