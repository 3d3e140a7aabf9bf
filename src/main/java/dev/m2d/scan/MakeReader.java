package dev.m2d.scan;

import dev.m2d.scan.text.Fragment;
import dev.m2d.scan.text.FragmentBuilder;
import dev.m2d.scan.text.SourceText;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Makefiles: each target is a unit, each line of its recipe a shell of its own. */
final class MakeReader {

  private static final Pattern VARIABLE =
      Pattern.compile(
          "(export[ \\t]+|override[ \\t]+)?([A-Za-z_][\\w.-]*)[ \\t]*(::?:?=|\\?=|\\+=|=)[ \\t]*(.*?)[ \\t\\r]*");
  private static final Pattern TARGET =
      Pattern.compile("([^\\s:=#][^:=#\\n]*?)[ \\t]*::?(?!=)[ \\t]*([^\\n]*?)[ \\t\\r]*");

  /** A logical line and where its first character stands. */
  private record Line(String text, int start, int end) {}

  private final SourceText file;
  private final Context context;
  private final MakeVariables variables;
  private final Map<String, List<Line>> recipes = new LinkedHashMap<>();
  private boolean oneShell;
  private boolean exportsAll;

  private MakeReader(SourceText file, Context context) {
    this.file = file;
    this.context = context;
    this.variables = new MakeVariables(file);
  }

  static void read(SourceText file, Context context) {
    MakeReader reader = new MakeReader(file, context);
    reader.lines();
    reader.recipes.forEach(reader::target);
  }

  private void lines() {
    List<String> targets = List.of();
    boolean define = false;
    for (Line line : logicalLines()) {
      String text = line.text();
      String stripped = text.strip();
      if (define) {
        define = !stripped.startsWith("endef");
        continue;
      }
      if (text.startsWith("\t")
          || (!targets.isEmpty() && text.startsWith("  ") && !stripped.isEmpty())) {
        for (String target : targets) {
          recipes.computeIfAbsent(target, k -> new ArrayList<>()).add(line);
        }
        continue;
      }
      if (stripped.isEmpty() || stripped.startsWith("#")) {
        continue;
      }
      if (stripped.startsWith("define ")) {
        define = true;
        continue;
      }
      Matcher variable = VARIABLE.matcher(stripped);
      Matcher target =
          TARGET.matcher(text.indexOf(';') < 0 ? text : text.substring(0, text.indexOf(';')));
      if (variable.matches()) {
        int at = line.start() + line.text().indexOf(stripped);
        variables.set(variable, at);
        targets = targets.isEmpty() ? targets : List.of();
      } else if (stripped.equals("export")) {
        exportsAll = true;
      } else if (stripped.startsWith("export ")) {
        List.of(stripped.substring(7).strip().split("\\s+", -1)).forEach(variables::export);
      } else if (stripped.matches("-?s?include .*")) {
        include(stripped.substring(stripped.indexOf(' ')).strip());
      } else if (target.matches()) {
        targets = targets(target, line);
      }
    }
  }

  private List<String> targets(Matcher target, Line line) {
    String names = target.group(1).strip();
    if (names.equals(".ONESHELL")) {
      oneShell = true;
    }
    // `target: NAME = value` sets a variable for the target alone.
    Matcher own = VARIABLE.matcher(target.group(2));
    if (own.matches()) {
      return List.of();
    }
    int inline = line.text().indexOf(';');
    List<String> list = List.of(names.split("\\s+", -1));
    if (inline >= 0) {
      String rest = line.text().substring(inline + 1);
      Line recipe = new Line(rest, line.start() + inline + 1, line.end());
      list.forEach(t -> recipes.computeIfAbsent(t, k -> new ArrayList<>()).add(recipe));
    }
    return names.startsWith(".") && !names.contains("/") ? List.of() : list;
  }

  private void include(String path) {
    if (path.endsWith(".env") || path.contains(".env.")) {
      context.project.find(path, List.of(Paths.parent(file.file()))).ifPresent(variables::load);
    }
  }

  private void target(String name, List<Line> lines) {
    Unit unit = Unit.of(file.file() + ":" + name, UnitKind.MAKE);
    ShellRunner runner = new ShellRunner(context, unit);
    Scope scope = new Scope();
    scope.script = file.file();
    variables.exportInto(scope, exportsAll);
    Scope common = scope.copy();
    for (Line line : lines) {
      Fragment command = recipe(line, name);
      Scope own = oneShell ? common : scope.copy();
      runner.run(command, own);
    }
  }

  /** The shell text of a line: prefixes removed, make's own expansions made. */
  private Fragment recipe(Line line, String target) {
    int from = 0;
    String text = line.text();
    while (from < text.length() && "\t @-+".indexOf(text.charAt(from)) >= 0) {
      from++;
    }
    FragmentBuilder out = new FragmentBuilder(file);
    variables.expand(text.substring(from), line.start() + from, target, out, 0);
    return out.build();
  }

  private List<Line> logicalLines() {
    List<Line> lines = new ArrayList<>();
    String text = file.text();
    int at = 0;
    while (at < text.length()) {
      int end = at;
      while (true) {
        int newline = text.indexOf('\n', end);
        if (newline < 0) {
          end = text.length();
          break;
        }
        end = newline + 1;
        int last = newline - 1;
        last -= last >= at && text.charAt(last) == '\r' ? 1 : 0;
        if (last < at || text.charAt(last) != '\\') {
          break;
        }
      }
      String whole = text.substring(at, end);
      lines.add(new Line(whole.replaceFirst("\\r?\\n$", ""), at, end));
      at = end;
    }
    return lines;
  }
}
