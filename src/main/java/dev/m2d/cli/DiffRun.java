package dev.m2d.cli;

import dev.m2d.meltano.Dotenv;
import dev.m2d.output.ConflictMode;
import dev.m2d.output.FileAction;
import dev.m2d.output.OutputFolder;
import dev.m2d.output.RefusedException;
import dev.m2d.output.WritePlan;
import dev.m2d.output.merge.Patch;
import dev.m2d.report.diff.DiffJson;
import dev.m2d.report.diff.DiffMarkdown;
import dev.m2d.report.diff.DiffText;
import dev.m2d.report.diff.Facts;
import dev.m2d.report.diff.FactsJson;
import dev.m2d.report.diff.ProjectDiff;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;

/** A project compared with what was last generated of it, and the printing of any difference. */
final class DiffRun {

  private final PrintWriter out;
  private final PrintWriter err;
  private final Generation generation;
  private final DiffCommand.Format format;

  DiffRun(PrintWriter out, PrintWriter err, Generation generation, DiffCommand.Format format) {
    this.out = out;
    this.err = err;
    this.generation = generation;
    this.format = format;
  }

  Generation generation() {
    return generation;
  }

  /** What `m2d generate` would change. */
  int sinceGenerated() {
    return generation.within(
        new Generation.Options(true, true, ConflictMode.INLINE), (folder, interrupt) -> of(folder));
  }

  private int of(OutputFolder folder) throws RefusedException {
    Generation.Made made = generation.make(folder.names());
    WritePlan plan = Generation.plan(folder, made, ConflictMode.INLINE);
    boolean isFirst = folder.writtenBy().isEmpty();
    Optional<Facts> before = isFirst ? Optional.of(Facts.none(ToolVersion.get())) : facts(folder);
    List<String> notes = new ArrayList<>();
    if (isFirst) {
      notes.add("Nothing was generated yet: all of it is new.");
    } else if (before.isEmpty()) {
      notes.add(
          "Its `.m2d/facts.json` is missing, so only files can be told: an older m2d wrote it. The"
              + " next `m2d generate` writes it.");
    }
    List<ProjectDiff.FileChange> files = new ArrayList<>();
    for (FileAction action : plan.changes()) {
      files.add(new ProjectDiff.FileChange(action.kind().label(), action.place()));
      action.note().ifPresent(note -> notes.add("`" + action.place() + "`: " + note + "."));
    }
    ProjectDiff diff =
        ProjectDiff.of(
            made.planned().plan().project().name(),
            "since it was last generated",
            before.orElseGet(() -> Facts.none(ToolVersion.get())),
            made.facts(),
            before.isPresent(),
            files,
            notes);
    boolean leavesSecrets = folder.changes(plan, false).size() < plan.changes().size();
    print(diff, folder.changes(plan, true), leavesSecrets);
    return ExitCode.OK;
  }

  /** What a generated folder says of its project; empty when it says nothing. */
  static Optional<Facts> facts(OutputFolder folder) throws RefusedException {
    Optional<byte[]> bytes = folder.facts();
    if (bytes.isEmpty()) {
      return Optional.empty();
    }
    try {
      String env = folder.secrets().map(b -> new String(b, StandardCharsets.UTF_8)).orElse("");
      return Optional.of(FactsJson.read(bytes.get()).with(Dotenv.parse(env, Map.of())));
    } catch (FactsJson.Unusable e) {
      throw OutputFolder.unusableFacts(String.valueOf(e.getMessage()));
    }
  }

  /**
   * Prints in the form that was asked for.
   *
   * @param leavesSecrets whether a file of secrets would change too
   */
  void print(ProjectDiff diff, SortedMap<String, Patch.Change> changes, boolean leavesSecrets) {
    if (format == DiffCommand.Format.patch) {
      String prefix = Patch.prefix(generation.folder());
      RawWriter.print(out, Patch.text(changes, prefix));
      if (leavesSecrets) {
        err.println(
            "m2d: files of secrets, as .env, are not in the patch; `m2d generate` writes them.");
      }
    } else {
      out.print(
          switch (format) {
            case text, patch -> DiffText.render(diff);
            case json -> DiffJson.render(diff, ToolVersion.get());
            case markdown -> DiffMarkdown.render(diff);
          });
    }
    out.flush();
  }
}
