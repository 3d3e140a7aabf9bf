package dev.m2d.cli;

import dev.m2d.account.Entry;
import dev.m2d.diagnostic.SourceFile;
import dev.m2d.diagnostic.Span;
import dev.m2d.meltano.resolve.ProjectReader;
import dev.m2d.naming.NameLedger;
import dev.m2d.output.OutputFolder;
import dev.m2d.output.RefusedException;
import dev.m2d.trace.Change;
import dev.m2d.trace.Effects;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Tells what became of a line of the Meltano project. */
final class InputLine {

  private static final int MOST_PLACES = 4;
  private static final int MOST_LINES = 6;

  private final ExplainedProject project;
  private final String file;
  private final List<String> out = new ArrayList<>();

  private InputLine(ExplainedProject project, String file) {
    this.project = project;
    this.file = file;
  }

  /**
   * The status of telling about it; empty when no Meltano project that holds the file reads it.
   *
   * @param line 0 for the whole file
   */
  static Optional<Integer> explain(Path shown, int line, PrintWriter out, PrintWriter err) {
    Path whole = shown.toAbsolutePath().normalize();
    Optional<Path> root = ProjectReader.find(whole);
    if (root.isEmpty() || !Files.isRegularFile(whole)) {
      return Optional.empty();
    }
    Optional<ExplainedProject> free =
        ExplainedProject.read(root.get(), Optional.empty(), NameLedger.empty(), err);
    if (free.isEmpty()) {
      return Optional.of(ExitCode.UNREADABLE);
    }
    String name = root.get().relativize(whole).toString().replace('\\', '/');
    Optional<SourceFile> source =
        free.get().planned().project().files().stream()
            .filter(f -> f.path().equals(name))
            .findFirst();
    if (source.isEmpty()) {
      return Optional.empty();
    }
    long count = source.get().text().lines().count();
    if (line == 0) {
      err.println("m2d explain: name a line of it, as in `" + shown + ":1` to `:" + count + "`.");
      err.println("`m2d audit` tells what becomes of the whole file.");
      return Optional.of(ExitCode.USAGE);
    }
    if (line > count) {
      err.println(
          "m2d explain: `" + shown + "` has " + count + (count == 1 ? " line." : " lines."));
      return Optional.of(ExitCode.USAGE);
    }
    NameLedger names = names(free.get().subject().output());
    ExplainedProject project =
        names.equals(NameLedger.empty())
            ? free.get()
            : ExplainedProject.read(root.get(), Optional.empty(), names, err).orElse(free.get());
    out.print(new InputLine(project, name).text(shown.toString(), line));
    out.flush();
    return Optional.of(ExitCode.OK);
  }

  private static NameLedger names(Path output) {
    try (OutputFolder folder = OutputFolder.look(output, true)) {
      return folder.names();
    } catch (RefusedException e) {
      return NameLedger.empty();
    }
  }

  private String text(String shown, int line) {
    out.add(shown + ":" + line);
    out.add(Wrapped.code(6, project.line(new Span(file, line, 1, line, 1))));
    List<Entry> entries =
        project.account().entries().stream()
            .filter(e -> e.file().equals(file))
            .filter(e -> e.span().line() <= line && line <= e.span().endLine())
            .toList();
    if (entries.isEmpty()) {
      out.add("");
      out.add("No value stands on this line. Ask for a line with one.");
    }
    entries.stream().limit(MOST_PLACES).forEach(this::place);
    if (entries.size() > MOST_PLACES) {
      out.add("");
      out.add("and " + (entries.size() - MOST_PLACES) + " more values on this line");
    }
    return String.join("\n", out) + "\n";
  }

  private void place(Entry entry) {
    out.add("");
    out.add(Wrapped.code(0, entry.path() + ": " + entry.state().label()));
    entry.why().ifPresent(why -> out.addAll(Wrapped.lines(2, "Why: " + why + ".")));
    entry.remedy().ifPresent(cure -> out.addAll(Wrapped.lines(2, "Cure: " + cure)));
    project.subject().places().stream()
        .filter(p -> p.file().equals(file) && p.at().equals(entry.span()))
        .findFirst()
        .ifPresent(p -> effects(Effects.of(project.subject(), new Change.Edit(p))));
  }

  private void effects(Effects effects) {
    if (effects.isRefused()) {
      out.add("  With another value here, the project cannot be read.");
    } else if (effects.lines().isEmpty() && effects.gone().isEmpty()) {
      boolean isName = file.endsWith(".env");
      out.add("  Another " + (isName ? "name" : "value") + " here changes no generated line.");
    } else {
      out.add("  Decides");
    }
    String folder = folder();
    String last = "";
    int number = 0;
    for (Effects.Line line : effects.lines()) {
      if (++number > MOST_LINES) {
        break;
      }
      if (!line.path().equals(last)) {
        out.add(Wrapped.code(4, folder + line.path()));
        last = line.path();
      }
      boolean isSecret = line.path().equals(".env");
      String text =
          isSecret
              ? line.text().replaceFirst("=.*", "=***")
              : project.safe().show(line.path(), line.line(), line.text());
      out.add(Wrapped.code(6, line.line() + ": " + text.strip()));
    }
    more(effects);
    effects.gone().stream()
        .limit(MOST_LINES)
        .forEach(f -> out.add(Wrapped.code(4, "that there is " + folder + f)));
    if (effects.isFrozen()) {
      out.addAll(
          Wrapped.lines(
              2,
              "Frozen: the next run keeps the name of an earlier one, whatever stands here; `m2d"
                  + " rename OLD NEW` gives another."));
    }
  }

  private void more(Effects effects) {
    List<Effects.Line> rest =
        effects
            .lines()
            .subList(Math.min(MOST_LINES, effects.lines().size()), effects.lines().size());
    if (!rest.isEmpty()) {
      long files = rest.stream().map(Effects.Line::path).distinct().count();
      out.add(
          "    and "
              + rest.size()
              + (rest.size() == 1 ? " more line" : " more lines")
              + " in "
              + files
              + (files == 1 ? " file" : " files"));
    }
  }

  /** The output folder, seen from the project. */
  private String folder() {
    Path root = project.planned().project().root();
    Path output = project.subject().output();
    return output.startsWith(root)
        ? root.relativize(output).toString().replace('\\', '/') + "/"
        : "";
  }
}
