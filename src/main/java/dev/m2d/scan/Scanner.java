package dev.m2d.scan;

import dev.m2d.diagnostic.Code;
import dev.m2d.diagnostic.Diagnostic;
import dev.m2d.diagnostic.Diagnostics;
import dev.m2d.diagnostic.Severity;
import dev.m2d.diagnostic.Span;
import dev.m2d.scan.text.SourceText;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Finds the calls of Meltano outside meltano.yml. */
public final class Scanner {

  private static final Comparator<Call> ORDER =
      Comparator.comparing((Call c) -> c.at().file())
          .thenComparing(c -> c.at().line())
          .thenComparing(c -> c.at().column())
          .thenComparing(Call::unit)
          .thenComparing(Call::order);

  /**
   * Looks through the files of a project, and of the repository it lies in.
   *
   * @param root the folder with meltano.yml
   * @param sink gets what hinders the search
   */
  public static Scan scan(Path root, Diagnostics sink) {
    return scan(root, Set.of("meltano.yml"), sink);
  }

  /**
   * The same.
   *
   * @param own files that are read as Meltano's, relative to the root: they hold no calls, whatever
   *     else they look like
   */
  public static Scan scan(Path root, Set<String> own, Diagnostics sink) {
    ProjectFiles.Read read = ProjectFiles.read(root, sink);
    Context context = new Context(new Project(read.files()));
    Sequences sequences = new Sequences();
    new Followed(context, own, sequences).read();
    context.sequences.forEach(sequences::add);
    Set<String> told = new HashSet<>();
    read.files().values().stream()
        .filter(f -> f.file().matches(".*\\.ya?ml") && f.text().contains("meltano "))
        .filter(f -> isBroken(f, sink))
        .forEach(f -> told.add(f.file()));
    if (context.findings.isFull()) {
      sink.add(
          Code.M2D801,
          context.findings.last(),
          "So much was found that the rest was not searched.");
    }
    Scan scan = result(context, sequences, read);
    context.findings.calls().forEach(c -> told.add(c.at().file()));
    context.findings.unclear().forEach(u -> told.add(u.at().file()));
    context.generators.forEach(
        at -> {
          told.add(at.file());
          sink.add(
              Code.M2D803,
              at,
              "`" + at.file() + "` makes a DAG of each schedule that meltano.yml has.");
        });
    for (Span at : Mentions.of(read.files().values(), told)) {
      if (ours(at.file(), Optional.empty(), read)) {
        String text =
            "`" + at.file() + "` speaks of Meltano here, but no call of it was understood.";
        sink.add(Code.M2D802, at, text);
      }
    }
    return scan;
  }

  /** A file of YAML that nobody can read but its own program, if that. */
  private static boolean isBroken(SourceText file, Diagnostics sink) {
    Diagnostics errors = new Diagnostics();
    YamlDocuments.read(file, errors);
    Optional<Diagnostic> first =
        errors.sorted().stream().filter(d -> d.severity() == Severity.ERROR).findFirst();
    first.ifPresent(
        d ->
            sink.add(
                Code.M2D801,
                d.at().orElseGet(() -> Span.ofFile(file.file())),
                "`" + file.file() + "` is no YAML: " + d.message()));
    return first.isPresent();
  }

  /**
   * Whether a call may be of this project. Where a repository holds several Meltano projects, a
   * file outside of them speaks of the one whose folder it works in.
   */
  private static boolean ours(String file, Optional<String> cwd, ProjectFiles.Read read) {
    return !read.shared()
        || !file.startsWith("../")
        || cwd.filter(c -> ("/" + c).endsWith("/" + read.folder())).isPresent();
  }

  private static Scan result(Context context, Sequences sequences, ProjectFiles.Read read) {
    Scan found = sequences.join(context.findings, List.copyOf(context.project.files().keySet()));
    List<Call> calls =
        found.calls().stream()
            .filter(c -> ours(c.at().file(), c.options().cwd(), read))
            .sorted(ORDER)
            .toList();
    List<String> units = calls.stream().map(Call::unit).distinct().toList();
    return new Scan(
        calls,
        found.steps().stream().filter(s -> units.contains(s.unit())).toList(),
        found.unclear().stream()
            .filter(u -> ours(u.at().file(), Optional.empty(), read))
            .sorted(
                Comparator.comparing((Unclear u) -> u.at().file())
                    .thenComparing(u -> u.at().line())
                    .thenComparing(u -> u.at().column())
                    .thenComparing(Unclear::unit))
            .toList(),
        found.files());
  }

  private Scanner() {}
}
