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
import java.util.Set;

/** Finds the thing that a node belongs to, what became of it, and the file that holds it. */
final class Subjects {

  /** Keys of a schedule that decide the job it is made of. */
  private static final Set<String> OF_JOB = Set.of("name", "extractor", "loader", "transform");

  private final Usage usage;
  private final LockSubjects locks;
  private final DbtSubjects dbt;
  private final Map<String, Span> environments = new HashMap<>();
  private final Map<String, Span> jobs = new HashMap<>();
  private final Map<String, ResolvedSchedule> schedules = new HashMap<>();

  Subjects(ResolvedProject project, DagsterPlan plan, List<Input.Part> parts) {
    this.usage = new Usage(project, plan);
    this.locks = new LockSubjects(project, parts, usage);
    this.dbt = new DbtSubjects(project, plan);
    for (ResolvedEnvironment e : project.environments()) {
      environments.put(e.name(), e.span());
    }
    for (ResolvedJob j : project.jobs()) {
      jobs.put(j.name(), j.span());
    }
    for (ResolvedSchedule s : project.schedules()) {
      schedules.put(s.name(), s);
    }
  }

  /**
   * What a node belongs to.
   *
   * @param file of the output that holds it
   * @param job the module of the job that a schedule starts
   */
  record Subject(Optional<Circumstance> circumstance, Optional<String> file, Optional<String> job) {
    static final Subject NONE = new Subject(Optional.empty(), Optional.empty(), Optional.empty());

    Subject(Optional<Circumstance> circumstance, Optional<String> file) {
      this(circumstance, file, Optional.empty());
    }

    /** The same in another circumstance, if there is one. */
    Subject but(Optional<Circumstance> other) {
      return other.isPresent() ? new Subject(other, file, job) : this;
    }
  }

  Subject of(FileKind kind, String file, Leaf leaf) {
    return switch (kind) {
      case MELTANO -> meltano(leaf);
      case LOCK -> lock(file, leaf);
      case DBT_PROJECT, DBT_PROPERTIES -> dbt.of(kind, leaf);
      case TOOL -> tool(leaf.map(2));
      case DOTENV, DBT_PACKAGES, DBT_PROFILES -> Subject.NONE;
    };
  }

  private Subject lock(String file, Leaf leaf) {
    Subject plugin = locks.plugin(file, leaf).map(this::plugin).orElse(Subject.NONE);
    return plugin.but(locks.of(file, leaf));
  }

  private Subject meltano(Leaf leaf) {
    List<Leaf.Step> way = leaf.way();
    return switch (way.get(0).key()) {
      case "plugins" -> way.size() < 3 ? Subject.NONE : plugin(leaf, 1, true);
      case "environments" -> environment(leaf);
      case "jobs" -> job(leaf.map(2));
      case "schedules" -> schedule(leaf, leaf.map(2));
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
    return configures ? plugin(leaf, 4, false) : Subject.NONE;
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

  private Subject plugin(Leaf leaf, int at, boolean own) {
    String type = leaf.way().get(at).key();
    Optional<YamlMap> entry = leaf.map(at + 2);
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
    Subject subject = plugin(id);
    return own ? subject.but(LockSubjects.secret(leaf, 3, List.of(plugin.get()))) : subject;
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

  /** An entry of m2d.yaml may also stand for a job that is elsewhere, or that is dropped. */
  private Subject tool(Optional<YamlMap> entry) {
    Optional<String> module = name(entry).flatMap(n -> usage.job(PythonText.str(n.value())));
    boolean isLost =
        module.isEmpty() && name(entry).isPresent() && entry.flatMap(m -> m.get("drop")).isEmpty();
    return isLost ? subject(Circumstance.EMPTY_JOB) : new Subject(Optional.empty(), module);
  }

  private Subject schedule(Leaf leaf, Optional<YamlMap> entry) {
    String name = name(entry).map(n -> PythonText.str(n.value())).orElse("");
    ResolvedSchedule known = schedules.get(name);
    if (known != null && !known.span().equals(name(entry).orElseThrow().span())) {
      return subject(Circumstance.SECOND);
    }
    Optional<String> job = usage.job(name);
    Subject made = new Subject(Optional.empty(), usage.schedule(name).or(() -> job), job);
    boolean ofJob = leaf.way().size() > 2 && OF_JOB.contains(leaf.way().get(2).key());
    if (usage.schedule(name).isPresent() || ofJob && job.isPresent()) {
      return made;
    }
    boolean neverRuns = known != null && known.cron().isEmpty();
    return made.but(Optional.of(neverRuns ? Circumstance.BY_HAND : Circumstance.NO_SCHEDULE));
  }
}
