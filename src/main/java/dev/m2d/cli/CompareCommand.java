package dev.m2d.cli;

import dev.m2d.compare.BundleComparison;
import dev.m2d.compare.Comparison;
import dev.m2d.compare.Options;
import dev.m2d.compare.Progress;
import dev.m2d.compare.Result;
import dev.m2d.compare.Side;
import dev.m2d.compare.bundle.BadBundleException;
import dev.m2d.compare.bundle.Bundle;
import dev.m2d.compare.contract.Contract;
import dev.m2d.compare.multiset.SpillException;
import dev.m2d.compare.report.OutputFiles;
import dev.m2d.compare.report.TextReport;
import dev.m2d.compare.report.Values;
import dev.m2d.compare.row.BadRowsException;
import dev.m2d.compare.row.DialectGuess;
import dev.m2d.diagnostic.Code;
import dev.m2d.diagnostic.Diagnostic;
import dev.m2d.diagnostic.Severity;
import dev.m2d.diagnostic.Span;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** `m2d compare`. */
@Command(
    name = "compare",
    description = {
      "Tells whether two sides hold the same rows, whatever their order, and what is not the same.%n",
      "A side is a file, a folder or a quoted pattern of CSV or JSON lines, also compressed with"
          + " gzip. In a folder the files name their streams; several files of one stream are read as"
          + " one.%n"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  m2d compare parity-runs/20240131T060000Z-0a1b2c3d      what a parallel run captured",
      "  m2d compare old/orders.csv new/orders.csv              two files",
      "  m2d compare old new --key id --out report              folders; with a page to look at",
      "  m2d compare 'old/orders-*.jsonl' new/orders.jsonl.gz   many files and one",
      "  m2d compare parity-runs/20240131T060000Z-0a1b2c3d --selftest",
      "  m2d compare --gate --history parity-runs               may the new side take over?",
      "",
      "Exit status:",
      "   0  equal",
      "   1  a side is missing or cannot be read",
      "   2  wrong usage, or a contract that cannot be used",
      "   5  different",
      "   6  inconclusive: too little was compared, or what was compared proves nothing",
      "   8  the gate is shut, or the self-test has missed a fault",
      "  74  the report or a temporary file cannot be written",
      " 130  interrupted: no verdict was written"
    })
final class CompareCommand implements Callable<Integer> {

  @CommandLine.Mixin private HelpOption unusedHelp;
  @Spec private CommandSpec spec;

  @CommandLine.Mixin private GateOptions gate;
  @CommandLine.Mixin private DialectOptions dialects;

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "BUNDLE|LEFT",
      description = "What a parallel run captured; or what it was, as from Meltano.")
  private String left = "";

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "RIGHT",
      description = "What it is, as from Dagster; not with a bundle, which holds both sides.")
  private @Nullable String right;

  @Option(
      names = "--key",
      split = ",",
      paramLabel = "COLUMN",
      description =
          "Columns that tell rows apart. They explain which row became which; the verdict needs none.")
  private List<String> key = List.of();

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description =
          "Writes verdict.json, report.html, report.md, junit.xml and diffs/ there. Default for a"
              + " bundle: its folder verdict/.")
  private @Nullable Path out;

  @Option(
      names = "--contract",
      paramLabel = "FILE",
      description =
          "A parity.yaml: what else than exactly equal counts as equal. Default for a bundle: the"
              + " one that it was captured with.")
  private @Nullable Path contract;

  @Option(
      names = "--values",
      description = "Shows values of the data; without it only their shape.")
  private boolean showsValues;

  @Override
  public Integer call() {
    if (gate.isAsked) {
      return new GateRun(spec, gate, contract, out).run();
    }
    if (left.isEmpty()) {
      throw new ParameterException(spec.commandLine(), "a bundle, or LEFT and RIGHT, are needed");
    }
    DialectGuess guess = dialects.guess(spec);
    Optional<Path> bundle = right != null ? Optional.empty() : path(left);
    if (gate.isSelftest && bundle.isEmpty()) {
      throw new ParameterException(spec.commandLine(), "--selftest needs a bundle");
    }
    Path folder = out != null ? out : bundle.map(b -> b.resolve("verdict")).orElse(null);
    if (!gate.isSelftest && folder != null && (out != null || Files.isDirectory(folder))) {
      try {
        ReportFolder.clear(folder);
      } catch (IOException e) {
        return cannotWrite("the report cannot be written to `" + folder + "`: " + e.getMessage());
      }
    }
    try (TemporaryFolder temporary = TemporaryFolder.create()) {
      Optional<Bundle> opened = bundle.map(Bundle::open);
      Optional<Contract> terms = terms(opened);
      if (terms.isEmpty()) {
        return ExitCode.USAGE;
      }
      Progress progress = new Progress();
      Options options = new Options(key, guess, temporary.path(), progress);
      if (gate.isSelftest) {
        return selftest(opened, terms.get(), options);
      }
      return finish(result(opened, terms.get(), options), folder);
    } catch (Comparison.UnknownKeyException e) {
      throw new ParameterException(spec.commandLine(), "--key: " + e.getMessage());
    } catch (BadBundleException e) {
      new Findings(spec.commandLine().getErr())
          .show(e.findings(), e.files(), Optional.empty(), Severity.ERROR);
      return ExitCode.UNREADABLE;
    } catch (Side.MissingException e) {
      return fail(Code.M2D901, Optional.of(Span.ofFile(e.side())), e.getMessage() + ".");
    } catch (BadRowsException e) {
      Span at = new Span(e.file(), e.line(), e.column(), e.line(), e.column() + 1);
      String remedy = e.remedy().orElse(Code.M2D902.remedy());
      return fail(Code.M2D902, Optional.of(at), e.getMessage() + ".", remedy);
    } catch (SpillException e) {
      return cannotWrite(
          e.getMessage()
              + ". Temporary files go to `"
              + TemporaryFolder.parent()
              + "`; JAVA_TOOL_OPTIONS=-Djava.io.tmpdir=DIR takes another folder");
    } catch (IOException e) {
      return fail(Code.M2D901, Optional.empty(), "a file cannot be read: " + e.getMessage() + ".");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return ExitCode.INTERRUPTED;
    }
  }

  /** One name is a bundle, which must at least look like one. */
  private Optional<Path> path(String name) {
    Path path = Path.of(name);
    if (Files.exists(path) && !Bundle.isAt(path)) {
      throw new ParameterException(
          spec.commandLine(), "`" + name + "` is no bundle; two sides need RIGHT too");
    }
    return Optional.of(path);
  }

  private Result result(Optional<Bundle> bundle, Contract terms, Options options)
      throws IOException, InterruptedException {
    try (ProgressLine shown = new ProgressLine(options.progress(), spec.commandLine().getErr())) {
      shown.start();
      return bundle.isPresent()
          ? new BundleComparison(bundle.get(), terms, options).run()
          : new Comparison(Side.of(left), Side.of(String.valueOf(right)), terms, options).run();
    }
  }

  private int selftest(Optional<Bundle> bundle, Contract terms, Options options)
      throws IOException, InterruptedException {
    Path folder = out != null ? out : bundle.orElseThrow().folder().resolve("verdict");
    try (ProgressLine shown = new ProgressLine(options.progress(), spec.commandLine().getErr())) {
      shown.start();
      return new SelftestRun(spec, folder).run(bundle.orElseThrow(), terms, options);
    }
  }

  private int finish(Result result, @Nullable Path folder) throws IOException {
    Values values = new Values(showsValues);
    PrintWriter text = spec.commandLine().getOut();
    if (folder != null) {
      try {
        ReportFolder.write(folder, OutputFiles.of(result, values));
      } catch (IOException e) {
        return cannotWrite("the report cannot be written to `" + folder + "`: " + e.getMessage());
      }
    }
    TextReport.of(result, values).forEach(text::println);
    if (folder != null) {
      text.println();
      text.println("report: " + folder.resolve("report.html"));
    }
    text.flush();
    return switch (result.verdict()) {
      case EQUAL -> ExitCode.OK;
      case DIFFERENT -> ExitCode.DIFFERENT;
      case INCONCLUSIVE -> ExitCode.INCONCLUSIVE;
    };
  }

  /** The contract; empty when it cannot be used, which has been said. */
  private Optional<Contract> terms(Optional<Bundle> bundle) {
    Path file = contract != null ? contract : bundle.map(Bundle::contract).orElse(null);
    return file == null
        ? Optional.of(Contract.NONE)
        : new ContractFile(spec.commandLine().getErr()).read(file);
  }

  private int fail(Code code, Optional<Span> at, String message) {
    return fail(code, at, message, code.remedy());
  }

  private int fail(Code code, Optional<Span> at, String message, String remedy) {
    Diagnostic diagnostic =
        new Diagnostic(code, code.severity(), message, at, List.of(), Optional.of(remedy));
    new Findings(spec.commandLine().getErr())
        .show(List.of(diagnostic), List.of(), Optional.empty(), Severity.ERROR);
    return ExitCode.UNREADABLE;
  }

  private int cannotWrite(String message) {
    spec.commandLine().getErr().println("m2d compare: " + message + ".");
    return ExitCode.CANNOT_WRITE;
  }
}
