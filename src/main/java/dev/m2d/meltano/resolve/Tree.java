package dev.m2d.meltano.resolve;

import dev.m2d.meltano.PluginType;
import dev.m2d.yaml.Located;
import dev.m2d.yaml.PythonText;
import dev.m2d.yaml.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A project as indented lines for people; secrets are hidden. */
public final class Tree {

  private final List<String> lines = new ArrayList<>();
  private final SecretPlaces secrets;
  private final boolean unsafe;

  private final Optional<String> environment;

  private Tree(SecretPlaces secrets, Optional<String> environment, boolean unsafe) {
    this.secrets = secrets;
    this.environment = environment;
    this.unsafe = unsafe;
  }

  /**
   * The lines of a project.
   *
   * @param environment the only one whose values are shown; empty for all
   * @param unsafe whether secrets are shown
   */
  public static List<String> of(
      ResolvedProject project, Optional<String> environment, boolean unsafe) {
    Tree tree = new Tree(SecretPlaces.of(project), environment, unsafe);
    tree.project(project);
    return tree.lines;
  }

  private void project(ResolvedProject project) {
    line(0, project.name());
    if (!project.environments().isEmpty()) {
      String usual = project.defaultEnvironment().map(Located::value).orElse("");
      line(1, "environments");
      project
          .environments()
          .forEach(e -> line(2, e.name() + (e.name().equals(usual) ? " (default)" : "")));
    }
    for (PluginType type : PluginType.values()) {
      List<ResolvedPlugin> plugins = project.plugins(type);
      if (!plugins.isEmpty()) {
        line(1, type.key());
        plugins.forEach(this::plugin);
      }
    }
    if (!project.jobs().isEmpty()) {
      line(1, "jobs");
      for (ResolvedJob job : project.jobs()) {
        line(2, job.name());
        job.blocks().forEach(b -> line(3, block(b)));
      }
    }
    if (!project.schedules().isEmpty()) {
      line(1, "schedules");
      for (ResolvedSchedule s : project.schedules()) {
        line(2, s.name() + ": " + s.cron().orElse("never by itself") + ", " + kind(s.kind()));
      }
    }
    project
        .dbtProjects()
        .forEach(d -> line(1, "dbt project " + d.name() + " in " + folder(d.folder())));
  }

  private static String folder(String folder) {
    return folder.isEmpty() ? "." : folder;
  }

  private void plugin(ResolvedPlugin plugin) {
    line(
        2,
        plugin.name()
            + plugin.parent().map(p -> " (inherits from " + p + ")").orElse("")
            + (plugin.definition() == DefinitionKind.MISSING ? " (definition missing)" : ""));
    plugin.pipUrl().ifPresent(p -> line(3, "installs " + p.value()));
    if (!plugin.streams().streams().isEmpty()) {
      List<String> ids = plugin.streams().streams().stream().map(Streams.Stream::id).toList();
      line(3, "streams " + String.join(", ", ids));
    }
    plugin.settings().forEach(s -> setting(s));
    plugin
        .extras()
        .forEach(
            s -> {
              if (s.sources().stream().anyMatch(x -> x instanceof Source.Own)) {
                setting(s);
              }
            });
    if (!plugin.mappings().isEmpty()) {
      line(3, "mappings " + String.join(", ", plugin.mappings().keySet()));
    }
  }

  private void setting(Setting setting) {
    for (Source source : setting.sources()) {
      if (source instanceof Source.Environments e) {
        e.values()
            .forEach(
                (name, v) -> {
                  if (environment.isEmpty() || environment.get().equals(name)) {
                    line(3, setting.name() + " in " + name + " = " + shown(setting, v.value()));
                  }
                });
      } else if (source instanceof Source.Own own) {
        line(3, setting.name() + " = " + shown(setting, own.value().value()));
        return;
      }
    }
  }

  private String shown(Setting setting, Value value) {
    return !unsafe && setting.sensitive() && Secrets.isLiteral(value)
        ? "(redacted)"
        : PythonText.json(value);
  }

  private static String block(Block block) {
    if (block instanceof Block.ExtractLoad el) {
      List<String> names = new ArrayList<>(List.of(el.extractor()));
      el.mappings().forEach(m -> names.add(m.mapping()));
      names.add(el.loader());
      return String.join(" > ", names);
    }
    if (block instanceof Block.PluginCommand c) {
      String name = c.plugin().name() + c.command().map(n -> ":" + n).orElse("");
      return String.join(" ", name, String.join(" ", c.arguments())).strip();
    }
    if (block instanceof Block.Program program) {
      return program.command();
    }
    if (block instanceof Block.Broken broken) {
      return "cannot run: " + broken.text();
    }
    throw new AssertionError(block);
  }

  private static String kind(ResolvedSchedule.Kind kind) {
    if (kind instanceof ResolvedSchedule.OfJob job) {
      return "job " + job.job().value();
    }
    if (kind instanceof ResolvedSchedule.Elt elt) {
      return elt.extractor().value() + " > " + elt.loader().value();
    }
    throw new AssertionError(kind);
  }

  private void line(int depth, String text) {
    lines.add("  ".repeat(depth) + (unsafe ? text : secrets.hide(text)));
  }
}
