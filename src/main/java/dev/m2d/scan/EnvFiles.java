package dev.m2d.scan;

import dev.m2d.scan.text.Fragment;
import dev.m2d.scan.text.SourceText;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Files that a script reads into itself. */
final class EnvFiles {

  private static final Pattern NAMED =
      Pattern.compile("(?<![\\w*?])([\\w./-]*\\.env(?:\\.[\\w-]+)?)(?![\\w/])");
  private static final Pattern LINE =
      Pattern.compile(
          "(?m)^[ \\t]*(?:export[ \\t]+)?([A-Za-z_]\\w*)[ \\t]*=[ \\t]*(.*?)[ \\t\\r]*$");

  /** The `.env` file that a text such as `$(grep -v '^#' .env | xargs)` names. */
  static Optional<String> named(String text) {
    Matcher m = NAMED.matcher(text);
    return m.find() ? Optional.of(m.group(1)) : Optional.empty();
  }

  /** Exports what stands in a file of `NAME=value` lines. */
  static void load(String path, Scope scope, ShellRunner runner) {
    find(path, scope, runner).ifPresent(file -> load(file, scope));
  }

  /** Exports what stands in a file of `NAME=value` lines. */
  static void load(SourceText file, Scope scope) {
    Matcher m = LINE.matcher(file.text());
    while (m.find()) {
      String raw = m.group(2);
      boolean quoted = raw.length() > 1 && raw.matches("(?s)\"[^\"]*\"|'[^']*'");
      String value = quoted ? raw.substring(1, raw.length() - 1) : raw.replaceAll("\\s+#.*", "");
      boolean computed = !raw.startsWith("'") && value.indexOf('$') >= 0;
      scope.set(
          m.group(1),
          computed ? Value.unknown("it refers to other variables") : Value.known(value),
          raw,
          Optional.of(file.span(m.start(1), m.end(2))));
      scope.export(m.group(1));
    }
  }

  /** Runs a file within the shell, as `source` does. */
  static void source(String path, List<Field> arguments, Scope scope, ShellRunner runner) {
    Optional<SourceText> file = find(path, scope, runner);
    if (file.isEmpty() || file.get().file().equals(scope.script)) {
      return;
    }
    String script = scope.script;
    Optional<List<Field>> outer = scope.arguments;
    boolean ended = scope.ended;
    scope.script = file.get().file();
    if (!arguments.isEmpty()) {
      scope.arguments = Optional.of(arguments);
    }
    runner.run(Fragment.of(file.get()), scope);
    scope.script = script;
    scope.arguments = outer;
    scope.ended = ended;
  }

  /** `echo NAME=value >> $GITHUB_ENV` sets a variable for the steps that follow. */
  static void later(ShellRunner.Started started, Scope scope, ShellRunner runner) {
    boolean here =
        started.command().redirects().stream()
            .anyMatch(r -> r.target().filter(t -> t.text().contains("GITHUB_ENV")).isPresent());
    if (!here || started.fields().size() < 2) {
      return;
    }
    Field first = started.fields().get(1);
    int equals = first.shown().replaceFirst("^\"", "").indexOf('=');
    if (equals > 0) {
      String name = first.shown().replaceFirst("^\"", "").substring(0, equals);
      Value value =
          first.value().text().isPresent()
              ? Value.fallback(first.known().substring(equals + 1), first.value().inputs())
              : first.value();
      runner.laterVariables.put(
          name, new Scope.Slot(value, first.text(), Optional.of(first.at()), true));
    }
  }

  private static Optional<SourceText> find(String path, Scope scope, ShellRunner runner) {
    return runner.context.project.find(
        path, List.of(scope.folder.orElse(""), Paths.parent(scope.script)));
  }

  private EnvFiles() {}
}
