package dev.m2d.scan;

import dev.m2d.diagnostic.Code;
import dev.m2d.diagnostic.Diagnostics;
import dev.m2d.diagnostic.Severity;
import dev.m2d.diagnostic.Span;
import dev.m2d.scan.text.SourceText;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

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
    ProjectFiles.Read read = ProjectFiles.read(root, sink);
    Context context = new Context(new Project(read.files()));
    Sequences sequences = new Sequences();
    new Followed(context, sequences).read();
    context.sequences.forEach(sequences::add);
    read.files().values().stream()
        .filter(f -> f.file().matches(".*\\.ya?ml") && f.text().contains("meltano "))
        .forEach(f -> broken(f, sink));
    if (context.findings.isFull()) {
      sink.add(
          Code.M2D801,
          context.findings.last(),
          "So much was found that the rest was not searched.");
    }
    return result(context, sequences, read);
  }

  /** A file of YAML that nobody can read but its own program, if that. */
  private static void broken(SourceText file, Diagnostics sink) {
    Diagnostics errors = new Diagnostics();
    YamlDocuments.read(file, errors);
    errors.sorted().stream()
        .filter(d -> d.severity() == Severity.ERROR)
        .findFirst()
        .ifPresent(
            d ->
                sink.add(
                    Code.M2D801,
                    d.at().orElseGet(() -> Span.ofFile(file.file())),
                    "`" + file.file() + "` is no YAML: " + d.message()));
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
