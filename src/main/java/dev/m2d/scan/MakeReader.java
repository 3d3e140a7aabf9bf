package dev.m2d.scan;

import dev.m2d.diagnostic.Span;
import dev.m2d.scan.text.Fragment;
import dev.m2d.scan.text.FragmentBuilder;
import dev.m2d.scan.text.SourceText;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Makefiles: each target is a unit, each line of its recipe a shell of its own. What a target needs
 * is started before it.
 */
final class MakeReader implements TargetFile {

  private static final Pattern VARIABLE =
      Pattern.compile(
          "(export[ \\t]+|override[ \\t]+)?([A-Za-z_][\\w.-]*)[ \\t]*(::?:?=|\\?=|\\+=|=)[ \\t]*(.*?)[ \\t\\r]*");
  private static final Pattern TARGET =
      Pattern.compile("([^\\s:=#][^:=#\\n]*?)[ \\t]*::?(?!=)[ \\t]*([^\\n]*?)[ \\t\\r]*");

  private static final Pattern GOAL =
      Pattern.compile("(?m)^[.]DEFAULT_GOAL[ \\t]*:?=[ \\t]*(\\S+)");

  /**
   * A logical line and where its first character stands.
   *
   * @param condition the `ifeq` it stands under
   */
  private record Line(String text, int start, int end, Optional<String> condition) {
    Line under(Optional<String> ifs) {
      return new Line(text, start, end, ifs);
    }
  }

  /** What make does for a target, in the order of the file. */
  private static final class Rule {
    final List<Line> recipe = new ArrayList<>();
    final List<String> needs = new ArrayList<>();

    /** Variables of the target alone, and of what it needs. */
    final List<Field> variables = new ArrayList<>();

    Optional<Span> at = Optional.empty();
  }

  private final SourceText file;
  private final Context context;
  private final MakeVariables variables;
  private final Map<String, Rule> rules = new LinkedHashMap<>();

  /** Rules for targets like `load-%`, once all are read. */
  private @Nullable Map<String, Pattern> patterns;

  private final List<String> ifs = new ArrayList<>();
  private boolean oneShell;
  private boolean exportsAll;

  MakeReader(SourceText file, Context context) {
    this.file = file;
    this.context = context;
    this.variables = new MakeVariables(file);
    lines();
  }

  @Override
  public List<String> targets() {
    return List.copyOf(rules.keySet());
  }

  @Override
  public Optional<String> first() {
    Matcher goal = GOAL.matcher(file.text());
    return goal.find()
        ? Optional.of(goal.group(1))
        : rules.keySet().stream().filter(t -> !t.contains("%")).findFirst();
  }

  @Override
  public UnitKind kind() {
    return UnitKind.MAKE;
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
          rule(target).recipe.add(line.under(condition()));
        }
        continue;
      }
      if (isConditional(stripped)) {
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
        if (ifs.isEmpty()) {
          variables.set(variable, at);
        } else {
          variables.possible(variable, at);
        }
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
    List<String> list = List.of(expanded(names).strip().split("\\s+", -1));
    // `target: NAME = value` sets a variable for the target alone.
    Matcher own = VARIABLE.matcher(target.group(2));
    Span at = file.span(line.start(), Math.max(line.start() + 1, line.start() + target.end(1)));
    if (own.matches()) {
      String value = own.group(4).replaceFirst("[ \\t]+#.*$", "");
      boolean literal = value.indexOf('$') < 0 && ifs.isEmpty();
      Field field =
          new Field(
              literal ? Value.known(own.group(2) + "=" + value) : Value.unknown("make computes it"),
              own.group(2) + "=" + value,
              at);
      list.forEach(t -> rule(t).variables.add(field));
      return List.of();
    }
    boolean special = names.startsWith(".") && !names.contains("/");
    if (special) {
      return List.of();
    }
    int inline = line.text().indexOf(';');
    String needs = target.group(2).replaceFirst("\\s#.*$", "").replace("|", " ");
    for (String name : list) {
      Rule rule = rule(name);
      rule.at = rule.at.or(() -> Optional.of(at));
      for (String need : expanded(needs).strip().split("\\s+", -1)) {
        if (!need.isEmpty()) {
          rule.needs.add(need);
        }
      }
      if (inline >= 0) {
        String rest = line.text().substring(inline + 1);
        rule.recipe.add(new Line(rest, line.start() + inline + 1, line.end(), condition()));
      }
    }
    return list;
  }

  private Rule rule(String target) {
    return rules.computeIfAbsent(target, t -> new Rule());
  }

  private Optional<String> condition() {
    return ifs.isEmpty() ? Optional.empty() : Optional.of(String.join(" and ", ifs));
  }

  private boolean isConditional(String line) {
    if (line.matches("if(n?eq|n?def)\\b.*")) {
      ifs.add(line);
    } else if (line.matches("else\\b.*") && !ifs.isEmpty()) {
      String before = ifs.remove(ifs.size() - 1);
      ifs.add(line.equals("else") ? "not " + before : line.substring(4).strip());
    } else if (line.matches("endif\\b.*") && !ifs.isEmpty()) {
      ifs.remove(ifs.size() - 1);
    } else {
      return false;
    }
    return true;
  }

  /** Names with the variables of make in them. */
  private String expanded(String text) {
    if (text.indexOf('$') < 0) {
      return text;
    }
    FragmentBuilder out = new FragmentBuilder(file);
    variables.expand(text, 0, new MakeVariables.Target("", Optional.empty()), out, 0);
    return out.build().text();
  }

  private void include(String path) {
    if (path.endsWith(".env") || path.contains(".env.")) {
      context.project.find(path, List.of(Paths.parent(file.file()))).ifPresent(variables::load);
    }
  }

  @Override
  public void run(String target, List<Field> arguments, Unit unit, Scope environment) {
    Optional<String> pattern = pattern(target);
    Rule rule = rules.get(pattern.orElse(target));
    if (rule == null) {
      return;
    }
    Optional<String> stem = pattern.map(p -> stem(p, target));
    List<Field> given = new ArrayList<>(rule.variables);
    arguments.stream().filter(a -> a.shown().indexOf('=') > 0).forEach(given::add);
    MakeVariables own = variables.copy();
    given.forEach(own::override);
    ShellRunner runner = new ShellRunner(context, unit);
    Scope scope = environment.copy();
    scope.script = file.file();
    own.exportInto(scope, exportsAll);
    Span at = rule.at.orElseGet(() -> Span.ofFile(file.file()));
    for (String need : rule.needs) {
      String name = need.replace("%", stem.orElse("%"));
      if (rules.containsKey(name) || pattern(name).isPresent()) {
        runner.needs(file.file(), name, given, environment, true, at);
      } else if (name.contains("$")) {
        runner.open(at, target + ": " + need, "make computes what the target needs");
      }
    }
    for (Line line : rule.recipe) {
      Fragment command = recipe(line, new MakeVariables.Target(target, stem), own);
      ShellRunner shell = runner;
      if (line.condition().isPresent()) {
        shell = new ShellRunner(context, unit);
        shell.assume(line.condition().get());
      }
      shell.run(command, oneShell ? scope : scope.copy());
    }
  }

  /** The pattern, such as `load-%`, that makes a target; empty where it has a rule of its own. */
  private Optional<String> pattern(String target) {
    if (rules.containsKey(target)) {
      return Optional.empty();
    }
    Map<String, Pattern> all = patterns;
    if (all == null) {
      all = new LinkedHashMap<>();
      for (Map.Entry<String, Rule> e : rules.entrySet()) {
        if (e.getKey().contains("%") && !e.getValue().recipe.isEmpty()) {
          String like = Pattern.quote(e.getKey()).replace("%", "\\E.+\\Q");
          all.put(e.getKey(), Pattern.compile(like));
        }
      }
      patterns = all;
    }
    return all.entrySet().stream()
        .filter(e -> e.getValue().matcher(target).matches())
        .map(Map.Entry::getKey)
        .findFirst();
  }

  private static String stem(String pattern, String target) {
    int percent = pattern.indexOf('%');
    return target.substring(percent, target.length() - (pattern.length() - percent - 1));
  }

  /** The shell text of a line: prefixes removed, make's own expansions made. */
  private Fragment recipe(Line line, MakeVariables.Target target, MakeVariables own) {
    int from = 0;
    String text = line.text();
    while (from < text.length() && "\t @-+".indexOf(text.charAt(from)) >= 0) {
      from++;
    }
    FragmentBuilder out = new FragmentBuilder(file);
    own.expand(text.substring(from), line.start() + from, target, out, 0);
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
      lines.add(new Line(whole.replaceFirst("\\r?\\n$", ""), at, end, Optional.empty()));
      at = end;
    }
    return lines;
  }
}
