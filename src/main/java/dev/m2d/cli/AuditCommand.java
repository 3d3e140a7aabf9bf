package dev.m2d.cli;

import dev.m2d.diagnostic.Severity;
import dev.m2d.meltano.resolve.Reading;
import dev.m2d.naming.NameLedger;
import dev.m2d.output.OutputFolder;
import dev.m2d.output.RefusedException;
import dev.m2d.proposal.Adoption;
import dev.m2d.report.Audit;
import dev.m2d.report.AuditJson;
import dev.m2d.report.AuditMarkdown;
import dev.m2d.report.AuditText;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** `m2d audit`. */
@Command(
    name = "audit",
    description = {
      "Tells what a Meltano project holds, what would be made of it, what would not and why, and"
          + " what is left to do by hand. Writes nothing.%n"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  m2d audit                                    the project here or above",
      "  m2d audit --format markdown > migration.md   for a ticket or a wiki",
      "  m2d audit --format json | jq .notMade      for a program",
      "  m2d audit --fail-on warning                  for continuous integration",
      "",
      "Exit status:",
      "   0  the report was made",
      "   1  the project is missing or cannot be read",
      "   2  wrong usage",
      "   8  there are findings of the level of --fail-on, or above it"
    })
final class AuditCommand implements Callable<Integer> {

  /** The forms of the report. */
  enum Format {
    text,
    json,
    markdown
  }

  /** The levels of findings. */
  enum Level {
    error(Severity.ERROR),
    warning(Severity.WARNING),
    note(Severity.NOTE);

    private final Severity severity;

    Level(Severity severity) {
      this.severity = severity;
    }
  }

  @CommandLine.Mixin private HelpOption unusedHelp;
  @CommandLine.Mixin private ProjectArgument project;
  @Spec private CommandSpec spec;

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      defaultValue = "text",
      description = "text (default), json or markdown.")
  private Format format = Format.text;

  @Option(
      names = "--fail-on",
      paramLabel = "LEVEL",
      description =
          "Ends with status 8 when there is a finding of LEVEL or worse:"
              + " error, warning or note.")
  private @Nullable Level failOn;

  @Override
  public Integer call() {
    PrintWriter err = spec.commandLine().getErr();
    Optional<Reading> found = project.read(err, ".", new Adoption());
    if (found.isEmpty()) {
      return ExitCode.UNREADABLE;
    }
    Reading reading = found.get();
    Path output = Planned.output(reading.project().orElseThrow());
    Planned planned = Planned.of(reading, reading.project().orElseThrow(), output, frozen(output));
    Audit audit = Audit.of(planned.project(), planned.plan(), planned.findings());
    PrintWriter out = spec.commandLine().getOut();
    out.print(
        switch (format) {
          case text -> AuditText.render(audit);
          case json -> AuditJson.render(audit);
          case markdown -> AuditMarkdown.render(audit);
        });
    out.flush();
    Level level = failOn;
    boolean fails =
        level != null
            && planned.findings().stream()
                .anyMatch(d -> d.severity().compareTo(level.severity) <= 0);
    return fails ? ExitCode.POLICY : ExitCode.OK;
  }

  /** The names that an earlier `generate` gave; a folder it cannot use is for it to complain of. */
  private static NameLedger frozen(Path output) {
    try (OutputFolder folder = OutputFolder.look(output, true)) {
      return folder.names();
    } catch (RefusedException e) {
      return NameLedger.empty();
    }
  }
}
