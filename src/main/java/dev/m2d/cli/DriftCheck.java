package dev.m2d.cli;

import dev.m2d.output.ConflictMode;
import dev.m2d.output.FileAction;
import dev.m2d.output.OutputFolder;
import dev.m2d.output.RefusedException;
import dev.m2d.output.WritePlan;
import dev.m2d.output.merge.Patch;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.SortedMap;

/**
 * Whether a generated project is what `m2d generate` would leave. Files decide: a manifest that
 * only names other lines, inputs or another version of m2d is in step, and so is a file of secrets,
 * which is not committed.
 */
final class DriftCheck {

  private final PrintWriter out;
  private final PrintWriter err;
  private final Generation generation;

  DriftCheck(PrintWriter out, PrintWriter err, Generation generation) {
    this.out = out;
    this.err = err;
    this.generation = generation;
  }

  int run(OutputFolder output) throws RefusedException {
    Path folder = generation.folder();
    if (output.writtenBy().isEmpty()) {
      err.println("m2d: there is no generated project in `" + folder + "` yet.");
      err.println("Run `m2d generate`, and commit what it writes.");
      return ExitCode.DRIFT;
    }
    Generation.Made made = generation.make(output.names());
    WritePlan plan =
        output.reconcile(
            made.files(), made.header(), made.planned().plan().names(), ConflictMode.INLINE);
    SortedMap<String, Patch.Change> changes = output.changes(plan, false);
    if (changes.isEmpty()) {
      err.println("In step: `m2d generate` would change no file in " + folder + ".");
      return ExitCode.OK;
    }
    RawWriter.print(out, Patch.text(changes, Patch.prefix(folder)));
    for (FileAction action : plan.changes()) {
      if (changes.containsKey(action.place())) {
        err.println(String.format(Locale.ROOT, "  %-8s %s", action.kind().label(), action.place()));
      }
    }
    String version = output.writtenBy().get();
    if (!version.equals(ToolVersion.get())) {
      err.println("It was written by m2d " + version + "; this is m2d " + ToolVersion.get() + ".");
    }
    err.println(
        "m2d: not in step: `m2d generate` would change "
            + changes.size()
            + (changes.size() == 1 ? " file" : " files")
            + " in `"
            + folder
            + "`. Run it, and commit what it changes.");
    return ExitCode.DRIFT;
  }
}
