package dev.m2d.cli;

import dev.m2d.diagnostic.Diagnostic;
import dev.m2d.diagnostic.Severity;
import dev.m2d.meltano.resolve.Reading;
import dev.m2d.meltano.resolve.ResolvedProject;
import dev.m2d.naming.NameLedger;
import dev.m2d.output.ConflictMode;
import dev.m2d.output.InputDigests;
import dev.m2d.output.Manifest;
import dev.m2d.output.OutputFolder;
import dev.m2d.output.RefusedException;
import dev.m2d.output.WriteFailedException;
import dev.m2d.output.WritePlan;
import dev.m2d.plan.Runners;
import dev.m2d.render.GeneratedTree;
import dev.m2d.render.RenderedFile;
import dev.m2d.report.diff.Facts;
import dev.m2d.report.diff.FactsJson;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;

/** Writes the Dagster project of a project that was read, for the commands that do. */
final class Generation {

  private final PrintWriter out;
  private final PrintWriter err;
  private final Reading reading;
  private final ResolvedProject project;
  private final Path folder;
  private final FolderSession session;

  /**
   * @param reading of a project that can be converted
   * @param given the folder to write to, where it is not the project's own choice
   */
  Generation(CommandSpec spec, Reading reading, @Nullable Path given) {
    this.out = spec.commandLine().getOut();
    this.err = spec.commandLine().getErr();
    this.reading = reading;
    this.project = reading.project().orElseThrow();
    this.folder = given == null ? Planned.output(project) : given;
    this.session = new FolderSession(err, folder);
  }

  /** How a run is to go. */
  record Options(boolean dryRun, boolean adopt, ConflictMode conflict) {}

  /** Where it is written. */
  Path folder() {
    return folder;
  }

  /** The name of the folder that the project is in now. */
  String projectFolder() {
    return project.name();
  }

  /** A plan with its files. */
  record Made(Planned planned, List<RenderedFile> files, Manifest.Header header) {

    /** What is true of the project. */
    Facts facts() {
      return Facts.of(planned.project(), planned.plan(), ToolVersion.get());
    }
  }

  /**
   * Plans and renders with the names that are given.
   *
   * @throws UnusableTemplates when templates of the project cannot be used
   */
  Made make(NameLedger names) {
    return make(names, UnaryOperator.identity());
  }

  /** The same with what becomes of the user's words on runners. */
  Made make(NameLedger names, UnaryOperator<Runners> words) {
    Planned planned = Planned.of(reading, project, folder, names, words);
    Map<String, String> options = Map.of("meltanoProject", planned.plan().project().meltanoRoot());
    Manifest.Header header =
        new Manifest.Header(
            ToolVersion.get(), InputDigests.of(planned.files(reading)), new TreeMap<>(options));
    GeneratedTree.Rendering rendering = GeneratedTree.render(planned.plan(), planned.overrides());
    Planned all = planned.with(rendering.problems());
    if (all.findings().stream().anyMatch(Diagnostic::isError)) {
      throw new UnusableTemplates(all);
    }
    return new Made(planned, rendering.files(), header);
  }

  /** Generates, and tells how it went. */
  int run(Options options) {
    return within(options, (output, interrupt) -> generate(options, output, interrupt));
  }

  /** Whether a run would change a file. */
  int check() {
    return within(
        new Options(true, false, ConflictMode.INLINE),
        (output, interrupt) -> new DriftCheck(out, err, this).run(output));
  }

  /** Does something in the open folder, and tells why where it cannot. */
  int within(Options options, FolderSession.Work work) {
    if (Planned.way(folder, project.root()).equals(".")) {
      err.println("m2d: the output folder is the Meltano project itself; nothing was written.");
      err.println("Choose a folder of its own with `-o DIR`.");
      return ExitCode.REFUSED;
    }
    try {
      return options.dryRun()
          ? session.look(options.adopt(), work)
          : session.open(options.adopt(), work);
    } catch (UnusableTemplates e) {
      return unusable(e.planned());
    }
  }

  private int generate(Options options, OutputFolder output, Interrupt interrupt)
      throws RefusedException, WriteFailedException {
    Made made = make(output.names());
    Planned planned = made.planned();
    GenerateSummary summary = new GenerateSummary(out, err, folder);
    summary.recovered(output.recovery());
    WritePlan plan = plan(output, made, options.conflict());
    new Findings(err)
        .show(
            planned.findings(),
            planned.shown(reading),
            Optional.of(planned.project()),
            Severity.WARNING);
    session.show(plan.findings());
    boolean stops = plan.hasConflicts() && options.conflict() == ConflictMode.FAIL;
    if (!options.dryRun() && !stops && !output.write(plan, interrupt::requested)) {
      return interrupted();
    }
    summary.show(planned, plan, options.dryRun() || stops);
    return plan.hasConflicts() ? ExitCode.CONFLICTS : ExitCode.OK;
  }

  /** What it would change, in the files and in what is kept for the next run. */
  static WritePlan plan(OutputFolder output, Made made, ConflictMode conflict)
      throws RefusedException {
    WritePlan plan =
        output.reconcile(made.files(), made.header(), made.planned().plan().names(), conflict);
    return output.withFacts(plan, FactsJson.write(made.facts()));
  }

  /** Says that a run was stopped in time. */
  int interrupted() {
    return session.interrupted();
  }

  private int unusable(Planned planned) {
    new Findings(err)
        .show(
            planned.findings(),
            planned.shown(reading),
            Optional.of(planned.project()),
            Severity.NOTE);
    err.println("m2d: templates of the project cannot be used; nothing was written.");
    return ExitCode.UNREADABLE;
  }
}
