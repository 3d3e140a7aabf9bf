package dev.m2d.scan;

import dev.m2d.diagnostic.Span;
import dev.m2d.scan.text.SourceText;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Airflow files that ask Meltano for its schedules and make a DAG of each, as the file bundle
 * `files-airflow` brings one. What they run is in meltano.yml.
 */
final class DagGenerators {

  private static final Pattern LIST =
      Pattern.compile(
          "[\"']?\\bschedule\\b[\"']?\\s*,?\\s*[\"']?\\blist\\b[\"']?(\\s*,?\\s*[\"']?--format)?");

  /** The place where it asks, if the file is such a one and runs nothing else of its own. */
  static Optional<Span> find(SourceText file, Context context) {
    Matcher m = LIST.matcher(file.text());
    if (!FileKinds.name(file).endsWith(".py") || !file.text().contains("airflow") || !m.find()) {
      return Optional.empty();
    }
    Context trial = new Context(context.project);
    PythonReader.read(file, trial);
    boolean hasOwn = trial.findings.calls().stream().anyMatch(c -> c.verb().runs());
    return hasOwn ? Optional.empty() : Optional.of(file.span(m.start(), m.end()));
  }

  private DagGenerators() {}
}
