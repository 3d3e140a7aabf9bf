package dev.m2d.cli;

import dev.m2d.config.ToolConfigReader;
import dev.m2d.meltano.resolve.SecretNames;
import dev.m2d.proposal.Adoption;
import dev.m2d.proposal.Proposal;
import dev.m2d.proposal.ProposalYaml;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;

/** `m2d audit --propose`: the jobs found in scripts as entries of m2d.yaml. */
final class Propose {

  private final PrintWriter out;
  private final PrintWriter err;

  Propose(PrintWriter out, PrintWriter err) {
    this.out = out;
    this.err = err;
  }

  /**
   * Writes m2d.yaml, or adds to it what it does not name yet; prints the entries where that cannot
   * be done without changing what is there.
   *
   * @param secrets variables whose values it must not have
   * @return the exit status
   */
  int write(Path root, Adoption adoption, SecretNames secrets) {
    List<Proposal> fresh = adoption.unsettled();
    if (fresh.isEmpty()) {
      err.println("m2d: m2d.yaml names every job that was found; nothing was written.");
      return ExitCode.OK;
    }
    ProposalYaml yaml = new ProposalYaml(secrets);
    Path file = root.resolve(ToolConfigReader.FILE);
    try {
      boolean isThere = Files.exists(file);
      Optional<String> text =
          isThere ? yaml.appended(Files.readString(file), fresh) : Optional.of(yaml.file(fresh));
      if (text.isEmpty()) {
        out.print(yaml.file(fresh));
        out.flush();
        err.println(
            "m2d: nothing can be added at the end of m2d.yaml; the entries are on standard output:"
                + " put them under `jobs:`.");
        return ExitCode.OK;
      }
      replace(file, text.get());
      long plain = fresh.stream().filter(Proposal::plain).count();
      err.println(
          (isThere ? "Added to " : "Wrote ")
              + "m2d.yaml: "
              + plain
              + (plain == 1 ? " job" : " jobs")
              + " to take, "
              + (fresh.size() - plain)
              + " to decide about.");
      err.println("Read it, then run `m2d generate`.");
      return ExitCode.OK;
    } catch (MalformedInputException e) {
      err.println("m2d: m2d.yaml is not text in UTF-8; nothing was written.");
      return ExitCode.UNREADABLE;
    } catch (IOException e) {
      err.println("m2d: m2d.yaml cannot be written: " + e.getMessage() + ".");
      return ExitCode.CANNOT_WRITE;
    }
  }

  /** All of it or nothing; what a link names is replaced, not the link. */
  private static void replace(Path file, String text) throws IOException {
    Path named = Files.isSymbolicLink(file) ? file.toRealPath() : file;
    Path beside = named.resolveSibling(named.getFileName() + ".new");
    try {
      Files.writeString(beside, text);
      Files.move(
          beside, named, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(beside);
    }
  }
}
