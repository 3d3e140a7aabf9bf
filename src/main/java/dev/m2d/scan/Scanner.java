package dev.m2d.scan;

import dev.m2d.diagnostic.Diagnostics;
import dev.m2d.scan.text.Fragment;
import dev.m2d.scan.text.SourceText;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** Finds the calls of Meltano outside meltano.yml. */
public final class Scanner {

  /**
   * Looks through the files of a project, and of the repository it lies in.
   *
   * @param root the folder with meltano.yml
   * @param sink gets what hinders the search
   */
  public static Scan scan(Path root, Diagnostics sink) {
    Map<String, SourceText> files = ProjectFiles.read(root);
    Context context = new Context(new Project(files));
    for (SourceText file : files.values()) {
      if (FileKinds.isShell(file)) {
        Scope scope = new Scope();
        scope.script = file.file();
        new ShellRunner(context, Unit.of(file.file(), UnitKind.SHELL))
            .run(Fragment.of(file), scope);
      }
    }
    return result(context);
  }

  private static Scan result(Context context) {
    Findings findings = context.findings;
    List<Call> calls =
        findings.calls().stream()
            .sorted(
                Comparator.comparing((Call c) -> c.at().file())
                    .thenComparing(c -> c.at().line())
                    .thenComparing(c -> c.at().column())
                    .thenComparing(Call::unit)
                    .thenComparing(Call::order))
            .toList();
    List<String> units = calls.stream().map(Call::unit).distinct().toList();
    return new Scan(
        calls,
        findings.steps().stream().filter(s -> units.contains(s.unit())).toList(),
        findings.unclear(),
        List.copyOf(context.project.files().keySet()));
  }

  private Scanner() {}
}
