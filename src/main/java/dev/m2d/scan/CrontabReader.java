package dev.m2d.scan;

import dev.m2d.scan.text.Fragment;
import dev.m2d.scan.text.FragmentBuilder;
import dev.m2d.scan.text.SourceText;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Crontabs, in the form of users and that of the system, which names a user on each line. */
final class CrontabReader {

  private static final String FIELD = "[0-9*/,\\-A-Za-z?LW#]+";
  private static final Pattern ENTRY =
      Pattern.compile(
          "[ \\t]*((?:[*0-9]" + "[0-9*/,\\-]*)(?:[ \\t]+" + FIELD + "){4}|@[a-z]+)[ \\t]+(\\S.*)");
  private static final Pattern VARIABLE =
      Pattern.compile("[ \\t]*([A-Za-z_]\\w*)[ \\t]*=[ \\t]*(.*?)[ \\t\\r]*");
  private static final Set<String> PROGRAMS =
      Set.of(
          "bash",
          "sh",
          "cd",
          "meltano",
          "python",
          "python3",
          "env",
          "flock",
          "exec",
          "sleep",
          "test",
          "echo",
          "docker",
          "docker-compose",
          "make",
          "just",
          "task",
          "nice",
          "timeout",
          "nohup",
          "source",
          "sudo",
          "uv",
          "poetry",
          "pipenv",
          "curl",
          "export",
          "set",
          "podman",
          "kubectl",
          "npm",
          "dbt",
          "time",
          "chronic",
          "ionice",
          "rm",
          "find");

  /** Whether a line is an entry of a crontab. */
  static boolean isEntry(String line) {
    return ENTRY.matcher(line).matches();
  }

  static void read(SourceText file, Context context) {
    read(Fragment.of(file), file, context, new Scope());
  }

  /** Reads the lines of a crontab that stands in a file. */
  static void read(Fragment all, SourceText file, Context context, Scope base) {
    Scope scope = base.copy();
    scope.script = file.file();
    Optional<String> zone = Optional.empty();
    int at = 0;
    String text = all.text();
    while (at < text.length()) {
      int newline = text.indexOf('\n', at);
      int stop = newline < 0 ? text.length() : newline;
      String line = text.substring(at, stop);
      Matcher variable = VARIABLE.matcher(line);
      Matcher entry = ENTRY.matcher(line);
      if (line.stripLeading().startsWith("#")) {
        // A comment.
      } else if (entry.matches()) {
        entry(all, at, entry, file, zone, scope, context);
      } else if (variable.matches()) {
        String value = variable.group(2).replaceAll("^([\"'])(.*)\\1$", "$2");
        String name = variable.group(1);
        if (name.equals("CRON_TZ") || name.equals("TZ")) {
          zone = Optional.of(value);
        }
        if (!Set.of("SHELL", "MAILTO", "CRON_TZ", "HOME", "LOGNAME").contains(name)) {
          scope.set(
              name,
              Value.known(value),
              value,
              Optional.of(all.span(at + variable.start(1), at + variable.end(2))));
          scope.export(name);
        }
      }
      at = stop + 1;
    }
  }

  private static void entry(
      Fragment all,
      int lineStart,
      Matcher entry,
      SourceText file,
      Optional<String> zone,
      Scope scope,
      Context context) {
    int from = lineStart + entry.start(2) + user(entry.group(2), file.file());
    FragmentBuilder command = new FragmentBuilder(file);
    for (int i = from; i < lineStart + entry.end(2); i++) {
      char c = all.text().charAt(i);
      boolean escaped = c == '\\' && i + 1 < all.text().length() && all.text().charAt(i + 1) == '%';
      if (c == '%' && (i == 0 || all.text().charAt(i - 1) != '\\')) {
        break;
      }
      if (!escaped) {
        command.add(c, all.offset(i));
      }
    }
    int start = lineStart + entry.start(1);
    Schedule when =
        new Schedule(
            entry.group(1).replaceAll("[ \\t]+", " "),
            zone,
            all.span(start, lineStart + entry.end(1)));
    int line = when.at().line();
    Unit unit = new Unit(file.file() + ":" + line, UnitKind.CRONTAB, Optional.of(when));
    new ShellRunner(context, unit).run(command.build(), scope.copy());
  }

  /** How long the name of the user before a command is, with the blanks after it. */
  private static int user(String command, String file) {
    Matcher words =
        Pattern.compile("([a-z_][a-z0-9_-]*)[ \\t]+(\\S+)(?:[ \\t]+(\\S+))?.*").matcher(command);
    if (!words.matches()) {
      return 0;
    }
    String first = words.group(1);
    String second = Wrappers.name(words.group(2));
    boolean isVerb =
        second.startsWith("-")
            || Set.of("run", "el", "elt", "invoke", "schedule", "state", "install", "config", "job")
                .contains(second);
    boolean system =
        first.equals("root")
            || (file.contains("cron.d/") && !(first.equals("meltano") && isVerb))
            || (!PROGRAMS.contains(first)
                && (words.group(2).startsWith("/") || PROGRAMS.contains(second)))
            || (first.equals("meltano") && !isVerb);
    return system ? words.start(2) : 0;
  }

  private CrontabReader() {}
}
