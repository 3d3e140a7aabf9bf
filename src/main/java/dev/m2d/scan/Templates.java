package dev.m2d.scan;

import dev.m2d.scan.shell.ShellParser;
import dev.m2d.scan.shell.Word;
import dev.m2d.scan.text.Fragment;
import dev.m2d.scan.text.FragmentBuilder;
import dev.m2d.scan.text.SourceText;
import dev.m2d.yaml.YamlScalar;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** `{{ name }}` in texts of other programs (Argo, Airflow, Helm). */
final class Templates {

  private static final Pattern TEMPLATE = Pattern.compile("\\{\\{-?\\s*(.*?)\\s*-?\\}\\}");
  private static final Pattern CONTAINER = Pattern.compile("\\$\\(([A-Za-z_]\\w*)\\)");

  /** The same with each `{{ name }}` as `${{ name }}`, which the shell's reader knows. */
  static Fragment shell(Fragment text) {
    if (!text.text().contains("{{")) {
      return text;
    }
    Matcher m = TEMPLATE.matcher(text.text());
    FragmentBuilder out = new FragmentBuilder(text.source());
    int at = 0;
    while (m.find()) {
      out.add(text, at, m.start());
      boolean already = m.start() > 0 && text.text().charAt(m.start() - 1) == '$';
      boolean plain = m.group(1).matches("[\\w.-]+");
      String name = plain ? m.group(1) : "template " + m.group(1).replace("}", "");
      out.add(already ? "{{ " : "${{ ", text.offset(m.start()));
      out.add(plain && name.indexOf('.') < 0 ? "template." + name : name, text.offset(m.start()));
      out.add(" }}", text.offset(m.start()));
      at = m.end();
    }
    out.add(text, at, text.text().length());
    return out.build();
  }

  /** What the shell's reader knows as `${{ name }}`, in a form for people: `{name}`. */
  static String shown(String shell) {
    return shell.replaceAll("\\$\\{\\{ (?:outside\\.|template\\.|template )?(.*?) \\}\\}", "{$1}");
  }

  /** A whole word of a container: `$(NAME)` is expanded by Kubernetes, `$NAME` only by a shell. */
  static Field field(SourceText file, YamlScalar scalar, Scope scope, ShellRunner runner) {
    Fragment text = YamlDocuments.fragment(file, scalar);
    Fragment shell = shell(text);
    boolean template = text.text().contains("{{");
    boolean variable = CONTAINER.matcher(text.text()).find() && text.text().matches("\\S*");
    Value value = Value.known(scalar.text());
    if (template && !text.text().matches("(?s).*\\s.*")) {
      Word word = ShellParser.document(shell);
      value = runner.expander.value(word, scope);
    } else if (template) {
      // A text for a shell: its own words are told apart later.
      value = Value.known(shell.text());
    } else if (variable) {
      Matcher m = CONTAINER.matcher(text.text());
      value = m.matches() ? scope.get(m.group(1)) : Value.unknown("Kubernetes expands it");
    }
    return new Field(value, scalar.text(), text.text().isEmpty() ? scalar.span() : text.span());
  }

  private Templates() {}
}
