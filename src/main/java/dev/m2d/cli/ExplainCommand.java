package dev.m2d.cli;

import dev.m2d.diagnostic.Code;
import dev.m2d.naming.DidYouMean;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** `m2d explain`. */
@Command(
    name = "explain",
    description = {
      "Tells more about a code of a finding, where a generated file or one of its lines comes from,"
          + " or what became of a line of the Meltano project.",
      "",
      "A place is said to decide a line when another value there makes another line: m2d tries it,"
          + " in memory. Secrets are not shown.%n"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  m2d explain M2D501                                         a code",
      "  m2d explain dagster_project/plugins/project.yaml           a generated file",
      "  m2d explain dagster_project/plugins/project.yaml:12        a line of it: what decides it",
      "  m2d explain meltano.yml:12                                 what becomes of a line",
      "",
      "Exit status:",
      "   0  it was explained",
      "   1  the file is not one that m2d wrote or reads, or the project cannot be read",
      "   2  wrong usage, no such code, or no such line",
      "   7  an earlier run was interrupted; `m2d generate` ends it first"
    })
final class ExplainCommand implements Callable<Integer> {

  private static final Pattern CODE = Pattern.compile("(?i)M2D-?[0-9]+|[0-9]{3}");
  private static final Pattern LINE = Pattern.compile("(.+?):([0-9]+)(?::[0-9]+)?");
  private static final String PAGE = "/docs/diagnostics.md";

  @CommandLine.Mixin private HelpOption unusedHelp;
  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "CODE|PATH[:LINE]",
      description = "Such as M2D501, a generated file, or a line of a file.")
  private String what = "";

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    if (CODE.matcher(what).matches() && !Files.exists(Path.of(what))) {
      return code(out, err);
    }
    Matcher match = LINE.matcher(what);
    boolean hasLine = !Files.exists(Path.of(what)) && match.matches();
    Path file = Path.of(hasLine ? match.group(1) : what);
    if (Files.isDirectory(file)) {
      err.println("m2d explain: `" + file + "` is a folder; name a file in it.");
      return ExitCode.USAGE;
    }
    int line = hasLine ? number(match.group(2)) : 0;
    if (hasLine && line == 0) {
      err.println("m2d explain: lines are counted from 1.");
      return ExitCode.USAGE;
    }
    return GeneratedFile.find(file)
        .flatMap(f -> f.explain(line, out, err))
        .or(() -> InputLine.explain(file, line, out, err))
        .orElseGet(() -> unknown(file, err));
  }

  private static int number(String digits) {
    return digits.length() > 9 ? Integer.MAX_VALUE : Integer.parseInt(digits);
  }

  private static int unknown(Path file, PrintWriter err) {
    err.println(
        Files.exists(file)
            ? "m2d: `" + file + "` is not a file that `m2d generate` wrote, nor one that m2d reads."
            : "m2d: there is no file `" + file + "`, and `m2d generate` wrote none.");
    err.println("A code looks like M2D501; `.m2d/manifest.json` lists the generated files.");
    return ExitCode.UNREADABLE;
  }

  private int code(PrintWriter out, PrintWriter err) {
    String name = "M2D" + what.replaceFirst("(?i)^M2D-?", "");
    List<String> codes = Arrays.stream(Code.values()).map(Code::name).toList();
    if (!codes.contains(name)) {
      err.println("m2d explain: there is no code `" + what + "`." + DidYouMean.hint(name, codes));
      return ExitCode.USAGE;
    }
    Code code = Code.valueOf(name);
    out.println(code + ": " + code.title() + ".");
    out.println();
    Explanation more = Explanation.of(code);
    List<String> rows = new ArrayList<>();
    rows.addAll(Explanation.row("Severity:", code.severity().label() + ". " + meaning(code)));
    rows.addAll(more.rows());
    rows.addAll(Explanation.row("Cure:", code.remedy()));
    more.more().ifPresent(t -> rows.addAll(Explanation.row("", t)));
    rows.forEach(out::println);
    example(code)
        .ifPresent(
            text -> {
              out.println();
              out.println("Example:");
              text.lines().forEach(l -> out.println(("  " + l).stripTrailing()));
            });
    out.flush();
    return ExitCode.OK;
  }

  private static String meaning(Code code) {
    return switch (code.severity()) {
      case ERROR -> "m2d writes nothing until it is cured.";
      case WARNING ->
          "m2d leaves out or assumes the part that it names, or that part may not behave as its text"
              + " suggests; the rest is converted.";
      case NOTE -> "m2d converts the project all the same.";
    };
  }

  /** What the page of all codes shows for it. */
  private static Optional<String> example(Code code) {
    try (InputStream in = ExplainCommand.class.getResourceAsStream(PAGE)) {
      if (in == null) {
        throw new IllegalStateException(PAGE + " is not in the jar");
      }
      String page = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      Matcher found =
          Pattern.compile("(?s)\n### " + code + ":.*?\n```text\n(.*?)\n```").matcher(page);
      return found.find() ? Optional.of(found.group(1)) : Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
