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
    description = "Tells more about a code of a finding, or where a generated file comes from.%n",
    footerHeading = "%nExamples:%n",
    footer = {
      "  m2d explain M2D501                                         a code",
      "  m2d explain dagster_project/plugins/project.yaml           a generated file",
      "",
      "Exit status:",
      "   0  it was explained",
      "   1  the file is not one that `m2d generate` wrote",
      "   2  wrong usage, or no such code"
    })
final class ExplainCommand implements Callable<Integer> {

  private static final Pattern CODE = Pattern.compile("(?i)M2D-?[0-9]+|[0-9]{3}");
  private static final Pattern LINE = Pattern.compile("(.+?):([0-9]+)(?::[0-9]+)?");
  private static final String PAGE = "/docs/diagnostics.md";

  @CommandLine.Mixin private HelpOption unusedHelp;
  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "CODE|PATH[:LINE]", description = "Such as M2D501, or a generated file.")
  private String what = "";

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    if (CODE.matcher(what).matches() && !Files.exists(Path.of(what))) {
      return code(out, err);
    }
    Matcher line = LINE.matcher(what);
    boolean hasLine = !Files.exists(Path.of(what)) && line.matches();
    Path file = Path.of(hasLine ? line.group(1) : what);
    Optional<GeneratedFile> found = GeneratedFile.find(file);
    if (found.isEmpty()) {
      err.println("m2d: `" + file + "` is not a file that `m2d generate` wrote.");
      err.println("A code looks like M2D501; `.m2d/manifest.json` lists the generated files.");
      return ExitCode.UNREADABLE;
    }
    out.print(found.get().text(hasLine));
    out.flush();
    return ExitCode.OK;
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
