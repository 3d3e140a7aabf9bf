package dev.m2d.compare.bundle;

import dev.m2d.diagnostic.Diagnostic;
import dev.m2d.diagnostic.SourceFile;
import java.util.List;

/** A bundle cannot be used. */
public final class BadBundleException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final transient List<Diagnostic> findings;
  private final transient List<SourceFile> files;

  BadBundleException(List<Diagnostic> findings, List<SourceFile> files) {
    super(findings.isEmpty() ? "" : findings.get(0).message());
    this.findings = List.copyOf(findings);
    this.files = List.copyOf(files);
  }

  /** Everything that is wrong with it, at least one error. */
  public List<Diagnostic> findings() {
    return findings;
  }

  /** The files that the findings speak of, as far as they are text. */
  public List<SourceFile> files() {
    return files;
  }
}
