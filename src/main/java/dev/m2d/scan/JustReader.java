package dev.m2d.scan;

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
final class JustReader {

  private static final Pattern VARIABLE =
      Pattern.compile("(export[ \\t]+)?([A-Za-z_][\\w-]*)[ \\t]*:=[ \\t]*(.*?)[ \\t\\r]*");
  private static final Pattern RECIPE =
      Pattern.compile("@?([A-Za-z_][\\w-]*)((?:[ \\t]+[^:\\n]*?)?)[ \\t]*:(?!=)[^\\n]*");
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

  private JustReader(SourceText file, Context context) {
    this.file = file;
    this.context = context;
    exported.script = file.file();
  }

  static void read(SourceText file, Context context) {
    new JustReader(file, context).lines();
  }

  private void lines() {
    String text = file.text();
    int at = 0;
    Map<String, String> parameters = Map.of();
    String recipe = "";
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
        recipe(recipe, parameters, body);
        body = new ArrayList<>();
        recipe = "";
        Matcher variable = VARIABLE.matcher(line);
        Matcher head = RECIPE.matcher(line);
        if (variable.matches()) {
          variable(variable, at);
        } else if (head.matches()) {
          recipe = head.group(1);
          parameters = parameters(head.group(2));
        }
      }
      at = stop + 1;
    }
    recipe(recipe, parameters, body);
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

  private Map<String, String> parameters(String text) {
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

  private void recipe(String name, Map<String, String> parameters, List<int[]> body) {
    if (name.isEmpty() || body.isEmpty()) {
      return;
    }
    ShellRunner runner = new ShellRunner(context, Unit.of(file.file() + ":" + name, UnitKind.JUST));
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
        runner.run(open.build(), exported.copy());
        open = new FragmentBuilder(file);
      }
    }
    Fragment rest = open.build();
    if (!rest.text().isBlank()) {
      runner.run(rest, exported.copy());
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
