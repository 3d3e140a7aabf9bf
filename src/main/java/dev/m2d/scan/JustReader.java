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

/** justfiles: each recipe is a unit, each of its lines a shell of its own. */
final class JustReader implements TargetFile {

  private static final Pattern VARIABLE =
      Pattern.compile("(export[ \\t]+)?([A-Za-z_][\\w-]*)[ \\t]*:=[ \\t]*(.*?)[ \\t\\r]*");
  private static final Pattern RECIPE =
      Pattern.compile("@?([A-Za-z_][\\w-]*)((?:[ \\t]+[^:\\n]*?)?)[ \\t]*:(?!=)([^\\n]*)");
  private static final Pattern NEED =
      Pattern.compile("\\(\\s*([A-Za-z_][\\w-]*)([^)]*)\\)|([A-Za-z_][\\w-]*)");
  private static final Pattern ARGUMENT = Pattern.compile("\"[^\"]*\"|'[^']*'|[^\\s]+");
  private static final Pattern PARAMETER =
      Pattern.compile("([$*+]*)([A-Za-z_][\\w-]*)(?:=(\"[^\"]*\"|'[^']*'|[^\\s]+))?");
  private static final Pattern ENV =
      Pattern.compile(
          "env(?:_var_or_default|_var)?\\(\\s*[\"'](\\w+)[\"']\\s*(?:,\\s*(\"[^\"]*\"|'[^']*')\\s*)?\\)");

  private final SourceText file;
  private final Context context;

  /** Shell text that stands for each name: a literal, or `${NAME:-default}`. */
  private final Map<String, String> names = new LinkedHashMap<>();

  private final Scope exported = new Scope();

  /** What a recipe needs, `before` it or after, with arguments. */
  private record Need(String name, List<String> arguments, boolean before, Span at) {}

  private record Recipe(Map<String, String> parameters, List<int[]> body, List<Need> needs) {}

  private final Map<String, Recipe> recipes = new LinkedHashMap<>();

  JustReader(SourceText file, Context context) {
    this.file = file;
    this.context = context;
    exported.script = file.file();
    lines();
  }

  @Override
  public List<String> targets() {
    return List.copyOf(recipes.keySet());
  }

  @Override
  public Optional<String> first() {
    return recipes.containsKey("default")
        ? Optional.of("default")
        : recipes.keySet().stream().findFirst();
  }

  @Override
  public UnitKind kind() {
    return UnitKind.JUST;
  }

  @Override
  public int parameters(String target) {
    Recipe recipe = recipes.get(target);
    return recipe == null ? 0 : recipe.parameters().size();
  }

  @Override
  public void run(String target, List<Field> arguments, Unit unit, Scope environment) {
    Recipe recipe = recipes.get(target);
    if (recipe == null) {
      return;
    }
    Scope scope = environment.copy();
    scope.add(exported);
    scope.script = file.file();
    Map<String, String> parameters = given(recipe.parameters(), arguments);
    ShellRunner runner = new ShellRunner(context, unit);
    needs(recipe, true, parameters, environment, runner);
    body(recipe.body(), parameters, runner, scope);
    needs(recipe, false, parameters, environment, runner);
  }

  private void needs(
      Recipe recipe,
      boolean before,
      Map<String, String> parameters,
      Scope environment,
      ShellRunner runner) {
    for (Need need : recipe.needs()) {
      if (need.before() == before && recipes.containsKey(need.name())) {
        List<Field> words = new ArrayList<>();
        for (String argument : need.arguments()) {
          String text = parameters.getOrDefault(argument, shell(argument));
          Value value =
              text.indexOf('$') < 0 ? Value.known(text) : Value.unknown("just fills it in");
          words.add(new Field(value, text, need.at()));
        }
        runner.needs(file.file(), need.name(), words, environment, true, need.at());
      }
    }
  }

  /** The parameters with what a recipe is started with. */
  private static Map<String, String> given(Map<String, String> parameters, List<Field> words) {
    Map<String, String> all = new LinkedHashMap<>(parameters);
    int at = 0;
    for (String name : parameters.keySet()) {
      if (at < words.size()) {
        Field word = words.get(at++);
        all.put(name, word.value().isLiteral() ? word.known() : "$((just))");
      }
    }
    return all;
  }

  private void lines() {
    String text = file.text();
    int at = 0;
    List<int[]> body = new ArrayList<>();
    if (Pattern.compile("(?m)^set[ \\t]+dotenv-load(?![ \\t]*:=[ \\t]*false)")
        .matcher(text)
        .find()) {
      Optional.ofNullable(
              context.project.files().get(Paths.join(Paths.parent(file.file()), ".env")))
          .ifPresent(f -> EnvFiles.load(f, exported));
    }
    while (at < text.length()) {
      int newline = text.indexOf('\n', at);
      int stop = newline < 0 ? text.length() : newline;
      String line = text.substring(at, stop);
      if (!line.isBlank() && Character.isWhitespace(line.charAt(0))) {
        body.add(new int[] {at, stop});
      } else if (!line.isBlank() && !line.startsWith("#") && !line.startsWith("[")) {
        body = new ArrayList<>();
        Matcher variable = VARIABLE.matcher(line);
        Matcher head = RECIPE.matcher(line);
        if (variable.matches()) {
          variable(variable, at);
        } else if (head.matches()) {
          Span span = file.span(at + head.start(1), at + head.end(1));
          List<Need> needs = new ArrayList<>();
          String[] sides = head.group(3).replaceFirst("(^|\\s)#.*$", "").split("&&", 2);
          needs(sides[0], true, span, needs);
          needs(sides.length > 1 ? sides[1] : "", false, span, needs);
          recipes.put(head.group(1), new Recipe(declared(head.group(2)), body, needs));
        }
      }
      at = stop + 1;
    }
  }

  private static void needs(String text, boolean before, Span at, List<Need> into) {
    Matcher m = NEED.matcher(text);
    while (m.find()) {
      if (m.group(3) != null) {
        into.add(new Need(m.group(3), List.of(), before, at));
      } else {
        List<String> arguments = new ArrayList<>();
        Matcher word = ARGUMENT.matcher(m.group(2));
        while (word.find()) {
          arguments.add(word.group());
        }
        into.add(new Need(m.group(1), arguments, before, at));
      }
    }
  }

  private void variable(Matcher m, int offset) {
    String shell = shell(m.group(3));
    names.put(m.group(2), shell);
    if (m.group(1) != null) {
      String raw = m.group(3);
      boolean literal = raw.matches("\"[^\"]*\"|'[^']*'");
      exported.set(
          m.group(2),
          literal ? Value.known(unquoted(raw)) : Value.unknown("just computes it"),
          raw,
          Optional.of(file.span(offset + m.start(2), offset + m.end(3))));
      exported.export(m.group(2));
    }
  }

  private Map<String, String> declared(String text) {
    Map<String, String> found = new LinkedHashMap<>();
    Matcher m = PARAMETER.matcher(text);
    while (m.find()) {
      boolean many = !m.group(1).replace("$", "").isEmpty();
      String fallback = m.group(3) == null ? "" : unquoted(m.group(3));
      found.put(
          m.group(2),
          m.group(3) == null && !many
              ? "${" + name(m.group(2)) + "}"
              : m.group(3) == null && many && m.group(1).contains("*")
                  ? "${" + name(m.group(2)) + ":-}"
                  : m.group(3) == null
                      ? "${" + name(m.group(2)) + "}"
                      : "${" + name(m.group(2)) + ":-" + fallback + "}");
    }
    return found;
  }

  private static String name(String just) {
    return just.replace('-', '_');
  }

  /** Shell text for an expression: literals joined by `+`, `env_var_or_default`. */
  private String shell(String expression) {
    StringBuilder shell = new StringBuilder();
    for (String part : expression.split("\\s\\+\\s", -1)) {
      String text = part.strip();
      Matcher env = ENV.matcher(text);
      if (text.matches("\"[^\"]*\"|'[^']*'")) {
        shell.append(unquoted(text));
      } else if (env.matches()) {
        String fallback = env.group(2);
        shell.append("${").append(env.group(1));
        shell.append(fallback == null ? "}" : ":-" + unquoted(fallback) + "}");
      } else {
        shell.append(names.getOrDefault(text, "$((just))"));
      }
    }
    return shell.toString();
  }

  private static String unquoted(String text) {
    return text.matches("(?s)\".*\"|'.*'") ? text.substring(1, text.length() - 1) : text;
  }

  private void body(
      List<int[]> body, Map<String, String> parameters, ShellRunner runner, Scope scope) {
    if (body.isEmpty()) {
      return;
    }
    String first = file.text().substring(body.get(0)[0], body.get(0)[1]).strip();
    boolean script = first.startsWith("#!");
    if (script && !first.matches(".*\\b(bash|sh|zsh)\\b.*")) {
      return;
    }
    FragmentBuilder open = new FragmentBuilder(file);
    for (int i = script ? 1 : 0; i < body.size(); i++) {
      int[] line = body.get(i);
      int from = line[0];
      boolean begins = script || open.length() == 0;
      while (begins && from < line[1] && " \t@-".indexOf(file.text().charAt(from)) >= 0) {
        from++;
      }
      expand(from, line[1], parameters, open);
      open.add("\n", line[1]);
      boolean joined = file.text().substring(line[0], line[1]).stripTrailing().endsWith("\\");
      if (!script && !joined) {
        runner.run(open.build(), scope.copy());
        open = new FragmentBuilder(file);
      }
    }
    Fragment rest = open.build();
    if (!rest.text().isBlank()) {
      runner.run(rest, scope.copy());
    }
  }

  private void expand(int start, int end, Map<String, String> parameters, FragmentBuilder out) {
    String text = file.text();
    int i = start;
    while (i < end) {
      int close = text.startsWith("{{", i) ? text.indexOf("}}", i) : -1;
      if (close > 0 && close < end) {
        String inner = text.substring(i + 2, close).strip();
        out.add(parameters.getOrDefault(inner, ""), i);
        if (!parameters.containsKey(inner)) {
          out.add(shell(inner), i);
        }
        i = close + 2;
      } else {
        out.add(text.charAt(i), i);
        i++;
      }
    }
  }
}
