package dev.m2d.scan;

import dev.m2d.scan.text.Fragment;
import dev.m2d.scan.text.SourceText;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Units of systemd: what a service starts, and when its timer does. */
final class SystemdReader {

  private static final Pattern LINE =
      Pattern.compile("(?m)^[ \\t]*(\\w+)[ \\t]*=[ \\t]*((?:\\\\\\r?\\n|[^\\n])*)$");

  static void read(SourceText file, Context context) {
    Scope scope = new Scope();
    scope.script = file.file();
    Unit unit = new Unit(file.file(), UnitKind.SYSTEMD, timer(file, context.project));
    ShellRunner runner = new ShellRunner(context, unit);
    List<int[]> starts = new ArrayList<>();
    Matcher m = LINE.matcher(file.text());
    Fragment all = Fragment.of(file);
    while (m.find()) {
      switch (m.group(1)) {
        case "Environment" -> environment(all.slice(m.start(2), m.end(2)), scope, runner);
        case "EnvironmentFile" -> {
          String path = m.group(2).strip().replaceFirst("^-", "");
          context
              .project
              .find(path, List.of(Paths.parent(file.file())))
              .ifPresent(f -> EnvFiles.load(f, scope));
        }
        case "WorkingDirectory" -> scope.folder = Optional.of(m.group(2).strip());
        case "ExecStart", "ExecStartPre", "ExecStartPost" ->
            starts.add(new int[] {m.start(2), m.end(2)});
        default -> {}
      }
    }
    for (int[] range : starts) {
      int from = range[0];
      while (from < range[1] && "-@:+!".indexOf(file.text().charAt(from)) >= 0) {
        from++;
      }
      Scope inner = scope.copy();
      runner.run(all.slice(from, range[1]), inner);
    }
  }

  private static void environment(Fragment text, Scope scope, ShellRunner runner) {
    List<Field> words = new ArrayList<>();
    Words.split(text, new Scope(), runner, words);
    for (Field word : words) {
      int equals = word.known().indexOf('=');
      if (equals > 0) {
        String value = word.known().substring(equals + 1);
        String name = word.known().substring(0, equals);
        scope.set(name, Value.known(value), value, Optional.of(word.at()));
        scope.export(name);
      }
    }
  }

  /** The schedule of the timer beside a service. */
  private static Optional<Schedule> timer(SourceText service, Project project) {
    String name = FileKinds.name(service).replaceFirst("\\.service$", "");
    for (SourceText file : project.files().values()) {
      if (!file.file().endsWith(".timer")) {
        continue;
      }
      Matcher unit = Pattern.compile("(?m)^[ \\t]*Unit[ \\t]*=[ \\t]*(\\S+)").matcher(file.text());
      String starts =
          unit.find() ? unit.group(1) : FileKinds.name(file).replaceFirst("\\.timer$", ".service");
      Matcher calendar =
          Pattern.compile("(?m)^[ \\t]*OnCalendar[ \\t]*=[ \\t]*(.*?)[ \\t\\r]*$")
              .matcher(file.text());
      if (starts.equals(name + ".service") && calendar.find()) {
        return Calendars.cron(calendar.group(1), file.span(calendar.start(1), calendar.end(1)));
      }
    }
    return Optional.empty();
  }

  private SystemdReader() {}
}
