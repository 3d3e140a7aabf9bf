package dev.m2d.cli;

import dev.m2d.account.Accounting;
import dev.m2d.diagnostic.Severity;
import dev.m2d.meltano.resolve.Reading;
import dev.m2d.meltano.resolve.ResolvedProject;
import dev.m2d.meltano.resolve.SecretNames;
import dev.m2d.naming.NameLedger;
import dev.m2d.output.OutputFolder;
import dev.m2d.output.RefusedException;
import dev.m2d.proposal.Adoption;
import dev.m2d.report.Audit;
import dev.m2d.report.AuditJson;
import dev.m2d.report.AuditMarkdown;
import dev.m2d.report.AuditSarif;
import dev.m2d.report.AuditText;
import dev.m2d.report.Since;
import dev.m2d.report.Verdict;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
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
      "Tells what would become of each part of a Meltano project and why, what is risky, and what"
          + " is left to do by hand. Writes nothing, but with --propose m2d.yaml.%n"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  m2d audit                                    the project here or above",
      "  m2d audit --format markdown > comment.md     for a pull request",
      "  m2d audit --format sarif > m2d.sarif         for its lines",
      "  m2d audit --format json > before.json        for a program, and to compare with later",
      "  m2d audit --since before.json                what has changed since",
      "  m2d audit --fail-on decision                 for continuous integration",
      "  m2d audit --propose                          jobs of scripts, into m2d.yaml",
      "",
      "Exit status:",
      "   0  the report was made",
      "   1  the project is missing or cannot be read, or the audit of --since cannot",
      "   2  wrong usage",
      "   8  there is something of the level of --fail-on, or worse",
      "  74  --propose cannot write m2d.yaml"
    })
final class AuditCommand implements Callable<Integer> {

  /** The forms of the report. */
  enum Format {
    text,
    json,
    markdown,
    sarif
  }

  /** The levels of findings, and of verdicts. */
  enum Level {
    error(Severity.ERROR, null),
    warning(Severity.WARNING, null),
    note(Severity.NOTE, null),
    unsupported(null, Verdict.UNSUPPORTED),
    decision(null, Verdict.DECISION),
    difference(null, Verdict.DIFFERENT);

    private final @Nullable Severity severity;
    private final @Nullable Verdict verdict;

    Level(@Nullable Severity severity, @Nullable Verdict verdict) {
      this.severity = severity;
      this.verdict = verdict;
    }

    boolean isReached(Audit audit) {
      Severity least = severity;
      Verdict worst = verdict;
      return least != null
          ? audit.findings().stream().anyMatch(d -> d.severity().compareTo(least) <= 0)
          : worst != null
              && audit.units().stream().anyMatch(u -> u.verdict().compareTo(worst) >= 0);
    }
  }

  @CommandLine.Mixin private HelpOption unusedHelp;
  @CommandLine.Mixin private ProjectArgument project;
  @Spec private CommandSpec spec;

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      defaultValue = "text",
      description = "text (default), json, markdown or sarif.")
  private Format format = Format.text;

  @Option(
      names = "--fail-on",
      paramLabel = "LEVEL",
      description = {
        "Ends with status 8 when there is a finding of LEVEL or worse (error, warning, note), or a"
            + " job, schedule, pipeline or command of that verdict or worse (unsupported, decision,"
            + " difference)."
      })
  private @Nullable Level failOn;

  @Option(
      names = "--since",
      paramLabel = "OLD.json",
      description = "Tells what has changed since an earlier audit in JSON.")
  private @Nullable Path since;

  @Option(
      names = "--propose",
      description = {
        "Instead of the report, writes the jobs that scripts run to m2d.yaml, or adds those that it"
            + " does not name yet; accept, rename or drop them there."
      })
  private boolean propose;

  @Override
  public Integer call() {
    PrintWriter err = spec.commandLine().getErr();
    Adoption jobs = new Adoption();
    Optional<Reading> found = project.read(err, ".", jobs);
    if (found.isEmpty()) {
      return ExitCode.UNREADABLE;
    }
    Reading reading = found.get();
    if (propose) {
      ResolvedProject read = reading.project().orElseThrow();
      return new Propose(spec.commandLine().getOut(), err)
          .write(read.root(), jobs, SecretNames.of(read));
    }
    Path output = Planned.output(reading.project().orElseThrow());
    Planned planned = Planned.of(reading, reading.project().orElseThrow(), output, frozen(output));
    Accounting keys = Accounting.of(reading, planned.project(), planned.plan(), planned.findings());
    Audit audit = Audit.of(planned.project(), planned.plan(), planned.findings(), keys, jobs);
    Optional<Since> compared;
    try {
      compared = since(audit);
    } catch (Since.Unusable e) {
      err.println("m2d: `" + since + "` " + e.getMessage() + ".");
      return ExitCode.UNREADABLE;
    }
    PrintWriter out = spec.commandLine().getOut();
    out.print(text(audit, planned.project().root(), compared));
    out.flush();
    Level level = failOn;
    return level != null && level.isReached(audit) ? ExitCode.POLICY : ExitCode.OK;
  }

  private String text(Audit audit, Path root, Optional<Since> compared) {
    return switch (format) {
      case text -> AuditText.render(audit) + compared.map(AuditText::render).orElse("");
      case json -> AuditJson.render(audit, compared);
      case markdown -> AuditMarkdown.render(audit, compared);
      case sarif -> AuditSarif.render(audit, ToolVersion.get(), inRepository(root), compared);
    };
  }

  private Optional<Since> since(Audit audit) throws Since.Unusable {
    Path file = since;
    if (file == null) {
      return Optional.empty();
    }
    String name = file.getFileName() == null ? file.toString() : file.getFileName().toString();
    try {
      return Optional.of(Since.of(name, Files.readString(file), audit));
    } catch (IOException e) {
      throw new Since.Unusable(
          "cannot be read: there is no such file, or it is no text in UTF-8", e);
    }
  }

  /** The way from the root of the repository to the project; empty where there is none. */
  private static String inRepository(Path root) {
    for (Path p = root; p != null; p = p.getParent()) {
      if (Files.exists(p.resolve(".git"))) {
        String way = p.relativize(root).toString().replace('\\', '/');
        return way.isEmpty() ? "" : way + "/";
      }
    }
    return "";
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
