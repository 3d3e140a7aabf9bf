package dev.m2d.account;

import dev.m2d.diagnostic.Span;
import dev.m2d.meltano.PluginId;
import dev.m2d.meltano.PluginType;
import dev.m2d.meltano.resolve.ResolvedEnvironment;
import dev.m2d.meltano.resolve.ResolvedJob;
import dev.m2d.meltano.resolve.ResolvedPlugin;
import dev.m2d.meltano.resolve.ResolvedProject;
import dev.m2d.meltano.resolve.ResolvedSchedule;
import dev.m2d.plan.DagsterPlan;
import dev.m2d.yaml.PythonText;
import dev.m2d.yaml.YamlMap;
import dev.m2d.yaml.YamlNode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Finds the thing that a node belongs to, what became of it, and the file that holds it. */
final class Subjects {

  private final Usage usage;
  private final boolean hasDbt;
  private final Optional<String> models;
  private final Map<String, Span> environments = new HashMap<>();
  private final Map<String, Span> jobs = new HashMap<>();
  private final Map<String, Span> schedules = new HashMap<>();
  private final Map<String, PluginId> locks = new HashMap<>();

  Subjects(ResolvedProject project, DagsterPlan plan) {
    this.usage = new Usage(project, plan);
    this.hasDbt = !plan.dbt().isEmpty();
    this.models =
        plan.dataFiles().stream().map(f -> f.path()).filter(p -> p.startsWith("dbt/")).findFirst();
    for (ResolvedEnvironment e : project.environments()) {
      environments.put(e.name(), e.span());
    }
    for (ResolvedJob j : project.jobs()) {
      jobs.put(j.name(), j.span());
    }
    for (ResolvedSchedule s : project.schedules()) {
      schedules.put(s.name(), s.span());
    }
    for (ResolvedPlugin p : project.plugins()) {
      p.lock().ifPresent(l -> locks.merge(l, p.id(), (a, b) -> usage.uses(a) ? a : b));
    }
  }

  /** What a node belongs to. */
  record Subject(Optional<Circumstance> circumstance, Optional<String> file) {
    static final Subject NONE = new Subject(Optional.empty(), Optional.empty());
  }

  Subject of(FileKind kind, String file, Leaf leaf) {
    return switch (kind) {
      case MELTANO -> meltano(leaf);
      case LOCK -> Optional.ofNullable(locks.get(file)).map(this::plugin).orElse(Subject.NONE);
      case DBT_PROJECT, DBT_PROPERTIES ->
          new Subject(hasDbt ? Optional.empty() : Optional.of(Circumstance.UNUSED_DBT), models);
      case TOOL -> job(leaf.map(2));
      case DOTENV, DBT_PACKAGES, DBT_PROFILES -> Subject.NONE;
    };
  }

  private Subject meltano(Leaf leaf) {
    List<Leaf.Step> way = leaf.way();
    return switch (way.get(0).key()) {
      case "plugins" -> way.size() < 3 ? Subject.NONE : plugin(way.get(1).key(), leaf.map(3), true);
      case "environments" -> environment(leaf);
      case "jobs" -> job(leaf.map(2));
      case "schedules" -> schedule(leaf.map(2));
      default -> Subject.NONE;
    };
  }

  private Subject environment(Leaf leaf) {
    List<Leaf.Step> way = leaf.way();
    if (isSecond(leaf.map(2), environments)) {
      return subject(Circumstance.SECOND);
    }
    boolean configures =
        way.size() > 5 && way.get(2).key().equals("config") && way.get(3).key().equals("plugins");
    return configures ? plugin(way.get(4).key(), leaf.map(6), false) : Subject.NONE;
  }

  private static Subject subject(Circumstance circumstance) {
    return new Subject(Optional.of(circumstance), Optional.empty());
  }

  private static Optional<YamlNode> name(Optional<YamlMap> entry) {
    return entry.flatMap(m -> m.present("name"));
  }

  private static boolean isSecond(Optional<YamlMap> entry, Map<String, Span> firsts) {
    Optional<YamlNode> name = name(entry);
    return name.isPresent()
        && !name.get().span().equals(firsts.get(PythonText.str(name.get().value())));
  }

  private Subject plugin(String type, Optional<YamlMap> entry, boolean own) {
    Optional<YamlNode> name = name(entry);
    Optional<PluginType> known = PluginType.ofKey(type);
    if (name.isEmpty() || known.isEmpty()) {
      return Subject.NONE;
    }
    PluginId id = new PluginId(known.get(), PythonText.str(name.get().value()));
    Optional<ResolvedPlugin> plugin = usage.plugin(id);
    if (plugin.isEmpty()) {
      return subject(Circumstance.ABSENT_PLUGIN);
    }
    if (own && !plugin.get().span().equals(name.get().span())) {
      return subject(Circumstance.SECOND);
    }
    return plugin(id);
  }

  private Subject plugin(PluginId id) {
    Optional<String> file = usage.file(id);
    return switch (id.type()) {
      case FILES, TRANSFORMS -> subject(Circumstance.FILE_BUNDLE);
      case ORCHESTRATORS -> new Subject(Optional.of(Circumstance.ORCHESTRATOR), file);
      default ->
          new Subject(
              usage.uses(id) ? Optional.empty() : Optional.of(Circumstance.UNUSED_PLUGIN), file);
    };
  }

  private Subject job(Optional<YamlMap> entry) {
    if (isSecond(entry, jobs)) {
      return subject(Circumstance.SECOND);
    }
    Optional<String> module = name(entry).flatMap(n -> usage.job(PythonText.str(n.value())));
    return entry.isPresent() && module.isEmpty()
        ? subject(Circumstance.EMPTY_JOB)
        : new Subject(Optional.empty(), module);
  }

  private Subject schedule(Optional<YamlMap> entry) {
    if (isSecond(entry, schedules)) {
      return subject(Circumstance.SECOND);
    }
    String name = name(entry).map(n -> PythonText.str(n.value())).orElse("");
    Optional<String> module = usage.schedule(name);
    return module.isEmpty() && usage.job(name).isEmpty()
        ? subject(Circumstance.NO_SCHEDULE)
        : new Subject(Optional.empty(), module.or(() -> usage.job(name)));
  }
}
