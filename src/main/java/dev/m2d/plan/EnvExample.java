package dev.m2d.plan;

import dev.m2d.config.ToolConfig;
import dev.m2d.literal.Dotenv;
import dev.m2d.literal.Language;
import dev.m2d.literal.Snippet;
import dev.m2d.meltano.PluginType;
import dev.m2d.meltano.resolve.Expansion;
import dev.m2d.meltano.resolve.ResolvedPlugin;
import dev.m2d.meltano.resolve.ResolvedProject;
import dev.m2d.meltano.resolve.Secrets;
import dev.m2d.meltano.resolve.Setting;
import dev.m2d.meltano.resolve.Source;
import dev.m2d.yaml.Located;
import dev.m2d.yaml.PythonText;
import dev.m2d.yaml.Value;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Collects every variable that configures the project, for {@code .env.example}. */
final class EnvExample {
  /** `${NAME:-default}`. */
  private static final Pattern OPEN = Pattern.compile("\\$\\{(\\w+):-([^}]*)\\}");

  private final ResolvedProject project;
  private final Set<String> shown = new LinkedHashSet<>();
  private final Set<String> everywhere = new TreeSet<>();

  /** For each variable that an environment refers to the names of those that do. */
  private final Map<String, Set<String>> environments = new TreeMap<>();

  EnvExample(ResolvedProject project) {
    this.project = project;
  }

  List<EnvGroup> groups() {
    List<EnvGroup> groups = new ArrayList<>();
    EnvGroup ofJobs = ofJobs();
    Set<String> referenced = references();
    if (!referenced.isEmpty()) {
      List<EnvGroup.Variable> variables = new ArrayList<>();
      for (String name : referenced) {
        if (shown.add(name)) {
          variables.add(variable(name, referenced(name)));
        }
      }
      if (!variables.isEmpty()) {
        groups.add(new EnvGroup(Dotenv.comment("used in values of meltano.yml"), variables));
      }
    }
    if (!ofJobs.variables().isEmpty()) {
      groups.add(ofJobs);
    }
    for (ResolvedPlugin plugin : project.plugins()) {
      if (plugin.type() != PluginType.FILES && plugin.type() != PluginType.TRANSFORMS) {
        EnvGroup group = group(plugin);
        if (!group.variables().isEmpty()) {
          groups.add(group);
        }
      }
    }
    return groups;
  }

  /** Variables that jobs set for their runs: what stands here counts for other runs only. */
  private EnvGroup ofJobs() {
    Map<String, List<String>> fixed = new TreeMap<>();
    Map<String, List<String>> open = new TreeMap<>();
    Map<String, Set<String>> defaults = new TreeMap<>();
    for (ToolConfig.JobEntry job : project.toolConfig().jobs()) {
      String name = job.name().map(Located::value).orElse("");
      job.env()
          .forEach(
              (key, value) -> {
                Matcher m = OPEN.matcher(value.value());
                boolean isOpen = m.matches() && m.group(1).equals(key);
                (isOpen ? open : fixed).computeIfAbsent(key, k -> new ArrayList<>()).add(name);
                if (isOpen) {
                  defaults.computeIfAbsent(key, k -> new TreeSet<>()).add(m.group(2));
                }
              });
    }
    List<EnvGroup.Variable> variables = new ArrayList<>();
    open.forEach(
        (key, names) -> {
          Set<String> known = defaults.getOrDefault(key, Set.of());
          String value = known.size() == 1 ? known.iterator().next() : "";
          add(
              key,
              value.isEmpty() ? "" : Dotenv.value(value),
              "default of " + String.join(", ", names),
              variables);
        });
    fixed.forEach((key, names) -> add(key, "", "set by " + String.join(", ", names), variables));
    return new EnvGroup(
        Dotenv.comment("run configuration of jobs: set by a job, a value here counts for others"),
        variables);
  }

  private void add(String key, String value, String note, List<EnvGroup.Variable> into) {
    if (!key.startsWith("MELTANO_") && shown.add(key)) {
      Snippet comment = Dotenv.comment(note);
      String line = "# " + key + "=" + value + "  " + comment.text();
      into.add(new EnvGroup.Variable(key, new Snippet(Language.DOTENV, line), comment));
    }
  }

  private EnvGroup group(ResolvedPlugin plugin) {
    List<EnvGroup.Variable> variables = new ArrayList<>();
    for (Setting setting : plugin.settings()) {
      if (!setting.readVariables().isEmpty()) {
        String name = setting.readVariables().get(0);
        if (shown.add(name)) {
          variables.add(variable(name, note(kind(setting), setting.sensitive())));
        }
      }
    }
    String title = plugin.type().singular() + " " + plugin.name();
    return new EnvGroup(Dotenv.comment(title), variables);
  }

  /** The kind of a setting; of one with a choice, what can be chosen. */
  private static String kind(Setting setting) {
    String kind = setting.kind().orElse("");
    return kind.equals("options") && !setting.options().isEmpty()
        ? setting.options().stream().map(PythonText::str).collect(Collectors.joining(", "))
        : kind;
  }

  private static String note(String kind, boolean secret) {
    if (secret) {
      return "secret";
    }
    return kind.equals("string") ? "" : kind;
  }

  private static EnvGroup.Variable variable(String name, String note) {
    Snippet comment = Dotenv.comment(note);
    String line = "# " + name + "=" + (note.isEmpty() ? "" : "  " + comment.text());
    return new EnvGroup.Variable(name, new Snippet(Language.DOTENV, line), comment);
  }

  private String referenced(String name) {
    List<String> parts = new ArrayList<>();
    Set<String> in = environments.getOrDefault(name, Set.of());
    if (!in.isEmpty() && !everywhere.contains(name)) {
      parts.add("only in the environment " + String.join(", ", in));
    }
    if (Secrets.looksSecret(name)) {
      parts.add("secret");
    }
    return String.join("; ", parts);
  }

  /** Variables that values refer to and that the project does not define itself. */
  private Set<String> references() {
    Set<String> found = new TreeSet<>();
    Set<String> defined = new TreeSet<>(project.rootEnv().keySet());
    project.rootEnv().values().forEach(v -> collect(v, found));
    project
        .environments()
        .forEach(
            e -> {
              defined.addAll(e.env().keySet());
              e.env().values().forEach(v -> collect(e.name(), v));
            });
    for (ResolvedPlugin plugin : project.plugins()) {
      defined.addAll(plugin.env().keySet());
      plugin.env().values().forEach(v -> collect(v, found));
      plugin.settings().forEach(s -> collect(s, found));
      plugin.extras().forEach(s -> collect(s, found));
      plugin.pipUrl().ifPresent(p -> found.addAll(Expansion.references(new Value.Text(p.value()))));
    }
    everywhere.addAll(found);
    found.addAll(environments.keySet());
    found.removeAll(defined);
    found.removeIf(name -> name.startsWith("MELTANO_"));
    return found;
  }

  private void collect(Setting setting, Set<String> found) {
    for (Source source : setting.sources()) {
      if (source instanceof Source.Own own) {
        collect(own.value(), found);
      } else if (source instanceof Source.Environments environments) {
        environments.values().forEach(this::collect);
      } else if (source instanceof Source.Default value) {
        collect(value.value(), found);
      }
    }
  }

  private void collect(String environment, Located<Value> value) {
    for (String name : Expansion.references(value.value())) {
      environments.computeIfAbsent(name, n -> new TreeSet<>()).add(environment);
    }
  }

  private static void collect(Located<Value> value, Set<String> found) {
    found.addAll(Expansion.references(value.value()));
  }
}
