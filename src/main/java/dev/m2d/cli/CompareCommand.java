package dev.m2d.cli;

import dev.m2d.compare.Comparison;
import dev.m2d.compare.Options;
import dev.m2d.compare.Progress;
import dev.m2d.compare.Result;
import dev.m2d.compare.Side;
import dev.m2d.compare.contract.Contract;
import dev.m2d.compare.multiset.SpillException;
import dev.m2d.compare.report.OutputFiles;
import dev.m2d.compare.report.TextReport;
import dev.m2d.compare.report.Values;
import dev.m2d.compare.row.BadRowsException;
import dev.m2d.compare.row.Dialect;
import dev.m2d.diagnostic.Code;
import dev.m2d.diagnostic.Diagnostic;
import dev.m2d.diagnostic.Severity;
import dev.m2d.diagnostic.Span;
import java.io.IOException;
import java.io.PrintWriter;
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
      "  m2d compare old/orders.csv new/orders.csv              two files",
      "  m2d compare old new --key id --out report              folders; with a page to look at",
      "  m2d compare 'old/orders-*.jsonl' new/orders.jsonl.gz   many files and one",
      "",
      "Exit status:",
      "   0  equal",
      "   1  a side is missing or cannot be read",
      "   2  wrong usage",
      "   5  different",
      "   6  inconclusive: there was nothing to compare",
      "  74  the report or a temporary file cannot be written"
    })
final class CompareCommand implements Callable<Integer> {

  @CommandLine.Mixin private HelpOption unusedHelp;
  @Spec private CommandSpec spec;

  @Parameters(index = "0", paramLabel = "LEFT", description = "What it was, as from Meltano.")
  private String left = "";

  @Parameters(index = "1", paramLabel = "RIGHT", description = "What it is, as from Dagster.")
  private String right = "";

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
      description = "Writes verdict.json, report.html, report.md, junit.xml and diffs/ there.")
  private @Nullable Path out;

  @Option(
      names = "--contract",
      paramLabel = "FILE",
      description = "A parity.yaml: what else than exactly equal counts as equal.")
  private @Nullable Path contract;

  @Option(
      names = "--values",
      description = "Shows values of the data; without it only their shape.")
  private boolean showsValues;

  @Option(
      names = "--delimiter",
      paramLabel = "CHAR",
      description = "Between the cells of CSV; default: found out. A tab is written as \\t.")
  private @Nullable String delimiter;

  @Override
  public Integer call() {
    Optional<Dialect> dialect = dialect();
    Optional<Contract> terms = terms();
    if (terms.isEmpty()) {
      return ExitCode.USAGE;
    }
    if (out != null) {
      try {
        ReportFolder.clear(out);
      } catch (IOException e) {
        return cannotWrite("the report cannot be written to `" + out + "`: " + e.getMessage());
      }
    }
    try (TemporaryFolder temporary = TemporaryFolder.create()) {
      Side lefts = Side.of(left);
      Side rights = Side.of(right);
      return finish(compare(lefts, rights, dialect, terms.get(), temporary.path()));
    } catch (Comparison.UnknownKeyException e) {
      throw new ParameterException(spec.commandLine(), "--key: " + e.getMessage());
    } catch (Side.MissingException e) {
      return fail(Code.M2D901, Optional.of(Span.ofFile(e.side())), e.getMessage() + ".");
    } catch (BadRowsException e) {
      Span at = new Span(e.file(), e.line(), e.column(), e.line(), e.column() + 1);
      return fail(Code.M2D902, Optional.of(at), e.getMessage() + ".");
    } catch (SpillException e) {
      return cannotWrite(String.valueOf(e.getMessage()));
    } catch (IOException e) {
      return fail(Code.M2D901, Optional.empty(), "a file cannot be read: " + e.getMessage() + ".");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return ExitCode.INTERRUPTED;
    }
  }

  private Result compare(
      Side lefts, Side rights, Optional<Dialect> dialect, Contract terms, Path temporary)
      throws IOException, InterruptedException {
    Progress progress = new Progress();
    try (ProgressLine shown = new ProgressLine(progress, spec.commandLine().getErr())) {
      shown.start();
      return new Comparison(lefts, rights, dialect, terms, new Options(key, temporary, progress))
          .run();
    }
  }

  private int finish(Result result) throws IOException {
    Values values = new Values(showsValues);
    PrintWriter text = spec.commandLine().getOut();
    Path folder = out;
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
  private Optional<Contract> terms() {
    Path file = contract;
    return file == null
        ? Optional.of(Contract.NONE)
        : new ContractFile(spec.commandLine().getErr()).read(file);
  }

  private Optional<Dialect> dialect() {
    String given = delimiter;
    if (given == null) {
      return Optional.empty();
    }
    String character = given.equals("\\t") ? "\t" : given;
    if (character.length() != 1 || "\"\r\n".contains(character)) {
      throw new ParameterException(
          spec.commandLine(), "--delimiter: `" + given + "` is not one character");
    }
    return Optional.of(Dialect.STANDARD.delimitedBy(character.charAt(0)));
  }

  private int fail(Code code, Optional<Span> at, String message) {
    Diagnostic diagnostic =
        new Diagnostic(code, code.severity(), message, at, List.of(), Optional.of(code.remedy()));
    new Findings(spec.commandLine().getErr())
        .show(List.of(diagnostic), List.of(), Optional.empty(), Severity.ERROR);
    return ExitCode.UNREADABLE;
  }

  private int cannotWrite(String message) {
    spec.commandLine().getErr().println("m2d compare: " + message + ".");
    return ExitCode.CANNOT_WRITE;
  }
}
