package dev.m2d.meltano.resolve;

import dev.m2d.dbt.DbtProject;
import dev.m2d.meltano.Dotenv;
import dev.m2d.meltano.EnvironmentEntry;
import dev.m2d.meltano.PluginType;
import dev.m2d.meltano.ProjectFile;
import dev.m2d.meltano.SettingDefinition;
import dev.m2d.yaml.Located;
import dev.m2d.yaml.Value;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** A project as indented lines for people: each value, where it comes from, what overrides it. */
public final class Tree {

  private final Facts facts;
  private final ProjectReader.Opened opened;
  private final ResolvedProject project;
  private final ProjectFile file;
  private final TreeLines lines;
  private final Redaction redaction;
  private final OriginText origins;
  private final Map<Optional<String>, EnvironmentFacts> environments = new LinkedHashMap<>();

  private Tree(
      Facts facts,
      ProjectReader.Opened opened,
      ResolvedProject project,
      ProjectFile file,
      Consumer<String> out) {
    this.facts = facts;
    this.opened = opened;
    this.project = project;
    this.file = file;
    boolean unsafe = facts.request().unsafe();
    SecretPlaces places =
        unsafe ? SecretPlaces.none() : SecretPlaces.of(project).with(facts.surroundings(opened));
    this.lines = new TreeLines(out, t -> unsafe ? t : places.hide(t));
    this.redaction = unsafe ? Redaction.off() : Redaction.of(places);
    this.origins = new OriginText(opened.dotenv().map(Dotenv::places).orElse(Map.of()));
  }

  /**
   * Writes the lines of a project, if it can be read.
   *
   * @param out takes each line
   */
  public static Reading write(Path root, FactsRequest request, Consumer<String> out) {
    ProjectReader.Opened opened = ProjectReader.open(root, request.envFile());
    if (opened.reading().project().isPresent() && opened.file().isPresent()) {
      Facts facts = Facts.forTree(root, request);
      new Tree(facts, opened, opened.reading().project().get(), opened.file().get(), out).write();
    }
    return opened.reading();
  }

  private void write() {
    Map<String, String> process = facts.process();
    Map<String, String> dotenv =
        opened.dotenv().map(f -> Dotenv.parse(f.text(), process)).orElse(Map.of());
    Plugins plugins = opened.plugins().orElseThrow();
    for (Optional<String> name : facts.environments(file)) {
      environments.put(name, new EnvironmentFacts(file, plugins, facts, name, process, dotenv));
    }
    lines.line(0, "project " + project.name());
    lines.row(1, "meltano.yml", "");
    file.included().forEach(f -> lines.line(1, "includes " + f));
    projectSettings();
    env(1, file.env());
    environments();
    for (PluginType type : PluginType.values()) {
      List<PluginModel> all = plugins.all().stream().filter(p -> p.type() == type).toList();
      if (!all.isEmpty()) {
        lines.heading(type.key());
        all.forEach(
            p -> new PluginTree(p, resolved(p), environments, lines, redaction, origins).write());
      }
    }
    new RunTree(file, project, environments, lines).write();
    dbt();
  }

  private ResolvedPlugin resolved(PluginModel plugin) {
    return project.plugin(plugin.id()).orElseThrow();
  }

  private void projectSettings() {
    ProjectSettings settings = environments.values().iterator().next().project();
    for (SettingDefinition d : settings.definitions()) {
      try {
        Found found = settings.get(d);
        if (found.layer() != Layer.DEFAULT) {
          lines.value(1, d.name() + " = ", redaction.shown(d.name(), found.value()));
          String set = String.join(" or ", settings.readVariables(d));
          lines.line(3, origins.of(found.origin(), Optional.empty()) + "; set " + set);
        }
      } catch (ResolveError e) {
        lines.line(1, d.name() + ": " + e.text());
      }
    }
  }

  private void env(int depth, Map<String, Located<Value>> env) {
    if (!env.isEmpty()) {
      lines.line(depth, "env");
      env.forEach(
          (name, value) -> {
            lines.value(depth + 1, name + " = ", redaction.shown(name, value.value()));
            lines.line(depth + 3, value.span().toString());
          });
    }
  }

  private void environments() {
    if (file.environments().isEmpty()) {
      return;
    }
    lines.heading("environments");
    String usual = project.defaultEnvironment().map(Located::value).orElse("");
    for (EnvironmentEntry e : file.environments()) {
      EnvironmentFacts known = environments.get(Optional.of(e.name()));
      if (known == null) {
        continue;
      }
      lines.row(1, e.name() + (e.name().equals(usual) ? " (default)" : ""), e.span().toString());
      e.stateIdSuffix()
          .ifPresent(
              s -> {
                lines.line(2, "state id suffix = " + suffix(s, known));
                lines.line(4, s.span().toString());
              });
      env(2, e.env());
    }
  }

  private static String suffix(Located<String> written, EnvironmentFacts environment) {
    try {
      String suffix = environment.suffix().orElse("");
      return suffix + (suffix.equals(written.value()) ? "" : ", written " + written.value());
    } catch (ResolveError e) {
      return "cannot be resolved: " + e.text();
    }
  }

  private void dbt() {
    if (project.dbtProjects().isEmpty()) {
      return;
    }
    lines.heading("dbt");
    for (DbtProject d : project.dbtProjects()) {
      lines.row(1, d.name() + " in " + (d.folder().isEmpty() ? "." : d.folder()), d.span() + "");
      d.profile().ifPresent(p -> lines.line(2, "profile " + p));
      d.profileFiles().forEach(f -> lines.line(2, "profiles in " + f));
      d.sources()
          .forEach(
              s -> lines.row(2, "source " + s.source() + "." + s.table(), s.span().toString()));
      d.nodes()
          .forEach(
              n ->
                  lines.row(
                      2,
                      n.kind().name().toLowerCase(java.util.Locale.ROOT) + " " + n.name(),
                      n.span().toString()));
      lines.line(2, d.tests().size() + " tests");
    }
  }
}
