package dev.m2d.cli;

import dev.m2d.compare.Options;
import dev.m2d.compare.bundle.Bundle;
import dev.m2d.compare.bundle.SideName;
import dev.m2d.compare.contract.Contract;
import dev.m2d.compare.selftest.Selftest;
import dev.m2d.compare.selftest.SelftestReport;
import dev.m2d.compare.selftest.SelftestResult;
import dev.m2d.compare.verdict.Verdict;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** `m2d compare BUNDLE --selftest`. */
final class SelftestRun {

  private static final String FILE = "selftest.json";

  private final CommandSpec spec;
  private final Path folder;

  /** A run that writes its result into a folder. */
  SelftestRun(CommandSpec spec, Path folder) {
    this.spec = spec;
    this.folder = folder;
  }

  int run(Bundle bundle, Contract contract, Options options)
      throws IOException, InterruptedException {
    if (!bundle.manifest().order().contains(SideName.CANDIDATE)) {
      throw new ParameterException(
          spec.commandLine(), "--selftest needs a pair with a candidate, and not one of noise");
    }
    try {
      Files.deleteIfExists(folder.resolve(FILE));
    } catch (IOException e) {
      return cannotWrite(e);
    }
    Selftest test = new Selftest(bundle, contract, options);
    Verdict before = test.before();
    if (before != Verdict.EQUAL) {
      spec.commandLine()
          .getErr()
          .println(
              "m2d compare: the pair is "
                  + before.word()
                  + " as it is, so that no fault can be told apart from that. Take a pair that is"
                  + " equal.");
      return before == Verdict.DIFFERENT ? ExitCode.DIFFERENT : ExitCode.INCONCLUSIVE;
    }
    SelftestResult result = test.run();
    try {
      String json = SelftestReport.json(result);
      ReportFolder.replace(folder.resolve(FILE), json.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      return cannotWrite(e);
    }
    SelftestReport.lines(result).forEach(spec.commandLine().getOut()::println);
    Path own = bundle.folder().resolve("verdict");
    if (!folder.toAbsolutePath().normalize().equals(own.toAbsolutePath().normalize())) {
      spec.commandLine().getOut().println();
      spec.commandLine()
          .getOut()
          .println(
              "note: the gate looks for " + FILE + " in `" + own + "`, not in `" + folder + "`.");
    }
    spec.commandLine().getOut().flush();
    return result.isPassed() ? ExitCode.OK : ExitCode.POLICY;
  }

  private int cannotWrite(IOException e) {
    spec.commandLine()
        .getErr()
        .println(
            "m2d compare: `" + folder.resolve(FILE) + "` cannot be written: " + e.getMessage());
    return ExitCode.CANNOT_WRITE;
  }
}
