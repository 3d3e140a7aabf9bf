package dev.m2d.cli;

import dev.m2d.diagnostic.Diagnostic;
import dev.m2d.diagnostic.Diagnostics;
import dev.m2d.diagnostic.SourceFile;
import dev.m2d.meltano.resolve.CapturedCatalogs;
import dev.m2d.meltano.resolve.Reading;
import dev.m2d.meltano.resolve.ResolvedProject;
import dev.m2d.naming.NameLedger;
import dev.m2d.output.OutputFolder;
import dev.m2d.plan.DagsterPlan;
import dev.m2d.plan.Planner;
import dev.m2d.plan.Runners;
import dev.m2d.render.Overrides;
import dev.m2d.report.Risks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * A project that was read, with its plan.
 *
 * @param runners what the user's file says of runners
 * @param overrides the templates of the project that take the place of built-in ones
 * @param findings of reading and planning, by file and line
 */
record Planned(
    ResolvedProject project,
    DagsterPlan plan,
    Runners runners,
    Overrides overrides,
    List<Diagnostic> findings) {

  private static final String DEFAULT_OUTPUT = "dagster_project";

  static Planned of(Reading reading, ResolvedProject project, Path output, NameLedger frozen) {
    return of(reading, project, output, frozen, UnaryOperator.identity());
  }

  /** The same with what becomes of the user's words on runners. */
  static Planned of(
      Reading reading,
      ResolvedProject project,
      Path output,
      NameLedger frozen,
      UnaryOperator<Runners> words) {
    Diagnostics planning = new Diagnostics();
    Runners runners = words.apply(OutputFolder.runners(project.root(), output, planning));
    ResolvedProject known = CapturedCatalogs.read(project, output, planning);
    DagsterPlan plan = Planner.plan(known, planning, way(output, project.root()), frozen, runners);
    Overrides overrides = Overrides.read(project.root(), planning);
    Diagnostics all = new Diagnostics();
    reading.diagnostics().forEach(all::add);
    planning.sorted().forEach(all::add);
    Risks.find(known, plan, all);
    return new Planned(known, plan, runners, overrides, all.sorted());
  }

  /** With further findings. */
  Planned with(List<Diagnostic> more) {
    Diagnostics all = new Diagnostics();
    findings.forEach(all::add);
    more.forEach(all::add);
    return new Planned(project, plan, runners, overrides, all.sorted());
  }

  /** What was read, with what lines of it are shown of. */
  List<SourceFile> shown(Reading reading) {
    return Stream.concat(files(reading).stream(), runners.files().stream()).toList();
  }

  /** What was read, and the overrides. */
  List<SourceFile> files(Reading reading) {
    return Stream.concat(reading.files().stream(), overrides.files().stream()).toList();
  }

  /** Where the project's files go unless `-o` says otherwise: as m2d.yaml says, or the default. */
  static Path output(ResolvedProject project) {
    String folder = project.toolConfig().output().map(o -> o.value()).orElse(DEFAULT_OUTPUT);
    return project.root().resolve(folder).normalize();
  }

  /** The relative path from the output to the project, with `/`. */
  static String way(Path output, Path root) {
    Path from = real(output.toAbsolutePath().normalize());
    String way = from.relativize(real(root.toAbsolutePath().normalize())).toString();
    return way.isEmpty() ? "." : way.replace('\\', '/');
  }

  /** With the links resolved of as much of it as exists. */
  private static Path real(Path path) {
    try {
      if (Files.exists(path)) {
        return path.toRealPath();
      }
    } catch (IOException e) {
      return path;
    }
    Path parent = path.getParent();
    Path name = path.getFileName();
    return parent == null || name == null ? path : real(parent).resolve(name.toString());
  }
}
