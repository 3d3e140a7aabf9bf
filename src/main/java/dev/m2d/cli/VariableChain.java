package dev.m2d.cli;

import dev.m2d.diagnostic.SourceFile;
import dev.m2d.diagnostic.Span;
import dev.m2d.meltano.resolve.Expansion;
import dev.m2d.meltano.resolve.ResolvedEnvironment;
import dev.m2d.meltano.resolve.ResolvedPlugin;
import dev.m2d.meltano.resolve.ResolvedProject;
import dev.m2d.render.RenderedFile;
import dev.m2d.yaml.Located;
import dev.m2d.yaml.Value;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Follows the variables of a line to the places that set them. */
final class VariableChain {

  private static final Pattern NAME = Pattern.compile("(\\$\\{?)?([A-Za-z_][A-Za-z0-9_]*)");
  private static final int MOST = 6;

  private final ExplainedProject explained;
  private final ResolvedProject project;
  private final RenderedFile file;
  private final Set<String> told = new HashSet<>();
  private final List<String> out = new ArrayList<>();

  /**
   * @param file that the line stands in: the `env:` of its own plugin counts
   */
  VariableChain(ExplainedProject explained, RenderedFile file) {
    this.explained = explained;
    this.project = explained.planned().project();
    this.file = file;
  }

  /** A place that sets a variable, and when it counts. */
  private record Setter(Span at, String when, Optional<Value> value) {}

  /** What is known of the variables that a line speaks of. */
  List<String> lines(String line) {
    Set<String> referred = new TreeSet<>();
    Set<String> named = new TreeSet<>();
    for (Matcher m = NAME.matcher(line); m.find(); ) {
      (m.group(1) == null ? named : referred).add(m.group(2));
    }
    referred.forEach(name -> tell(name, true));
    named.forEach(name -> tell(name, false));
    return out;
  }

  private void tell(String name, boolean isReference) {
    if (told.size() >= MOST || told.contains(name) || name.startsWith("MELTANO_")) {
      return;
    }
    List<Setter> setters = setters(name);
    if (setters.isEmpty()) {
      if (isReference) {
        told.add(name);
        out.addAll(
            Wrapped.lines(
                0,
                "`"
                    + name
                    + "` is set nowhere in the project: the process's environment gives it."));
      }
      return;
    }
    told.add(name);
    boolean isOne = setters.size() == 1;
    out.addAll(
        Wrapped.lines(
            0,
            "`" + name + "` is set by" + (isOne ? "" : "; of those that count, the first wins")));
    Set<String> further = new TreeSet<>();
    for (Setter setter : setters) {
      out.add(Wrapped.code(2, setter.at() + "  " + explained.line(setter.at())));
      out.addAll(Wrapped.lines(4, setter.when()));
      setter.value().ifPresent(v -> further.addAll(Expansion.references(v)));
    }
    further.forEach(other -> tell(other, true));
  }

  /** The highest first, as Meltano takes them. */
  private List<Setter> setters(String name) {
    List<Setter> setters = new ArrayList<>();
    List<ResolvedPlugin> plugins =
        project.plugins().stream().filter(p -> file.origins().contains(p.span())).toList();
    for (ResolvedPlugin plugin : plugins) {
      plugin.environmentEnv().forEach((e, env) -> add(env, name, in(e) + of(plugin), setters));
    }
    for (ResolvedEnvironment e : project.environments()) {
      add(e.env(), name, in(e.name()) + ", for all plugins", setters);
    }
    plugins.forEach(p -> add(p.env(), name, "the `env`" + of(p), setters));
    add(project.rootEnv(), name, "the `env` of the project", setters);
    if (project.dotenvNames().contains(name)) {
      project.files().stream()
          .filter(f -> f.path().equals(".env"))
          .findFirst()
          .ifPresent(
              f ->
                  setters.add(
                      new Setter(
                          place(f, name),
                          "read when a run starts; the process's environment wins over it",
                          Optional.empty())));
    }
    return setters;
  }

  private static String in(String environment) {
    return "the `env` in the environment `" + environment + "`";
  }

  private static String of(ResolvedPlugin plugin) {
    return " of the " + plugin.type().singular() + " `" + plugin.name() + "`";
  }

  private static void add(
      Map<String, Located<Value>> env, String name, String when, List<Setter> setters) {
    Located<Value> value = env.get(name);
    if (value != null) {
      setters.add(new Setter(value.span(), when, Optional.of(value.value())));
    }
  }

  private static Span place(SourceFile file, String name) {
    List<String> lines = file.text().lines().toList();
    Pattern assignment = Pattern.compile("\\s*(?:export\\s+)?" + Pattern.quote(name) + "\\s*=.*");
    for (int i = 0; i < lines.size(); i++) {
      if (assignment.matcher(lines.get(i)).matches()) {
        return new Span(file.path(), i + 1, 1, i + 1, lines.get(i).length() + 1);
      }
    }
    return Span.ofFile(file.path());
  }
}
