package dev.m2d.cli;

import dev.m2d.account.Accounting;
import dev.m2d.account.Places;
import dev.m2d.diagnostic.Diagnostic;
import dev.m2d.diagnostic.SafeLine;
import dev.m2d.diagnostic.Severity;
import dev.m2d.diagnostic.SourceFile;
import dev.m2d.diagnostic.Span;
import dev.m2d.meltano.resolve.ProjectReader;
import dev.m2d.meltano.resolve.Reading;
import dev.m2d.meltano.resolve.ResolvedProject;
import dev.m2d.meltano.resolve.SecretPlaces;
import dev.m2d.naming.NameLedger;
import dev.m2d.proposal.Adoption;
import dev.m2d.trace.Subject;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A project with all that explaining its files and those made of it needs.
 *
 * @param safe shows lines of it without secrets
 */
record ExplainedProject(
    Reading reading, Planned planned, Accounting account, Subject subject, SafeLine safe) {

  /** Reads it; empty when it cannot be read, which `err` has then been told. */
  static Optional<ExplainedProject> read(
      Path root, Optional<Path> folder, NameLedger names, PrintWriter err) {
    Adoption jobs = new Adoption();
    Reading reading = ProjectReader.read(root, jobs);
    if (reading.project().isEmpty()) {
      new Findings(err)
          .show(reading.diagnostics(), reading.files(), Optional.empty(), Severity.ERROR);
      err.println("m2d: the project cannot be read, so nothing can be told of single lines.");
      return Optional.empty();
    }
    ResolvedProject project = reading.project().get();
    Path output = folder.orElseGet(() -> Planned.output(project));
    Planned planned = Planned.of(reading, project, output, names);
    if (planned.findings().stream().anyMatch(Diagnostic::isError)) {
      new Findings(err)
          .show(planned.findings(), planned.shown(reading), Optional.of(project), Severity.ERROR);
      err.println("m2d: the project cannot be generated, so nothing can be told of single lines.");
      return Optional.empty();
    }
    Accounting account =
        Accounting.of(reading, planned.project(), planned.plan(), planned.findings());
    Subject subject =
        new Subject(
            planned.project(),
            Places.of(reading, planned.project(), account),
            jobs.scan(),
            output,
            Planned.way(output, root),
            names,
            planned.runners(),
            planned.overrides());
    SecretPlaces secrets = SecretPlaces.of(planned.project());
    return Optional.of(
        new ExplainedProject(
            reading, planned, account, subject, new SafeLine(secrets.spans(), secrets::hide)));
  }

  /** The line of the input that a place is on, without secrets. */
  String line(Span at) {
    return planned.project().files().stream()
        .filter(f -> f.path().equals(at.file()))
        .findFirst()
        .map(f -> line(f, at.line()))
        .orElse("");
  }

  private String line(SourceFile file, int number) {
    List<String> lines = file.text().lines().toList();
    String text = number <= lines.size() ? lines.get(number - 1) : "";
    if (file.path().endsWith(".env")) {
      return text.replaceFirst("=.*", "=***");
    }
    return safe.show(file.path(), number, text).strip();
  }
}
