package dev.m2d.cli;

import dev.m2d.diagnostic.Diagnostic;
import dev.m2d.diagnostic.Renderer;
import dev.m2d.output.OutputFolder;
import dev.m2d.output.RefusedException;
import dev.m2d.output.WriteFailedException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;

/** Something done in an output folder while it is open, with what is said where it cannot be. */
final class FolderSession {

  private final PrintWriter err;
  private final Path folder;

  FolderSession(PrintWriter err, Path folder) {
    this.err = err;
    this.folder = folder;
  }

  /** What is done while the folder is open. */
  interface Work {
    int in(OutputFolder folder, Interrupt interrupt) throws RefusedException, WriteFailedException;
  }

  /** Does it; answers the exit status. */
  int look(boolean adopt, Work work) {
    return within(false, adopt, work);
  }

  /** The same where it may write. */
  int open(boolean adopt, Work work) {
    return within(true, adopt, work);
  }

  private int within(boolean writes, boolean adopt, Work work) {
    try (Interrupt interrupt = new Interrupt()) {
      if (writes) {
        interrupt.hold();
      }
      try (OutputFolder output =
          writes ? OutputFolder.open(folder, adopt) : OutputFolder.look(folder, adopt)) {
        int status = work.in(output, interrupt);
        if (writes && interrupt.requested() && status != ExitCode.INTERRUPTED) {
          err.println("m2d: interrupted too late to stop; what was begun is completed.");
        }
        return status;
      }
    } catch (RefusedException e) {
      return refused(e);
    } catch (WriteFailedException e) {
      err.println("m2d: in `" + folder + "`: " + e.getMessage() + ".");
      err.println(
          e.isOvertaken()
              ? "All else is written. Run again: the run takes that in as it is now."
              : e.written() == 0
                  ? "No file was changed. Remove the cause and run again."
                  : e.written()
                      + " of "
                      + e.planned()
                      + " files were changed. Remove the cause and run again: the run finishes the work.");
      return ExitCode.CANNOT_WRITE;
    }
  }

  /** Says that a run was stopped in time. */
  int interrupted() {
    err.println("m2d: interrupted; nothing was changed in `" + folder + "`.");
    return ExitCode.INTERRUPTED;
  }

  private int refused(RefusedException refused) {
    show(refused.reasons());
    if (refused.isUnresolved()) {
      err.println("m2d: resolve these conflicts first; nothing was written to `" + folder + "`.");
      return ExitCode.CONFLICTS;
    }
    err.println("m2d: refused; nothing was written to `" + folder + "`.");
    return ExitCode.REFUSED;
  }

  /** Findings about the output folder. */
  void show(List<Diagnostic> findings) {
    Renderer renderer =
        new Renderer(List.of(), List.of(), UnaryOperator.identity(), Terminal::paint);
    for (Diagnostic d : findings) {
      err.println(renderer.text(d));
      err.println();
    }
  }
}
