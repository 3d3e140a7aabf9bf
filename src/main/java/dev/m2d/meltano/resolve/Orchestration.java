package dev.m2d.meltano.resolve;

import dev.m2d.config.ToolConfig;
import dev.m2d.diagnostic.Code;
import dev.m2d.diagnostic.Diagnostic;
import dev.m2d.diagnostic.Diagnostics;
import dev.m2d.diagnostic.Span;
import dev.m2d.meltano.JobEntry;
import dev.m2d.meltano.PluginId;
import dev.m2d.meltano.PluginType;
import dev.m2d.meltano.ProjectFile;
import dev.m2d.meltano.ScheduleEntry;
import dev.m2d.naming.DidYouMean;
import dev.m2d.yaml.Located;
import dev.m2d.yaml.YamlNode;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The jobs and schedules of a project, those of m2d.yaml after Meltano's own. */
final class Orchestration {

  private final Plugins plugins;
  private final ToolConfig config;
  private final Diagnostics sink;
  private final Map<String, YamlNode> tasks = new LinkedHashMap<>();
  private final Map<String, Span> spans = new HashMap<>();

  Orchestration(ProjectFile file, ToolConfig config, Plugins plugins, Diagnostics sink) {
    this.plugins = plugins;
    this.sink = sink;
    for (JobEntry job : file.jobs()) {
      Span known = spans.putIfAbsent(job.name(), job.span());
      if (known == null) {
        tasks.put(job.name(), job.tasks());
      } else {
        Twice.report("The job `" + job.name() + "`", job.span(), known, file, sink);
      }
    }
    this.config = config;
  }

  /** The jobs of meltano.yml, then those of m2d.yaml. */
  List<ResolvedJob> jobs() {
    Set<String> names = new LinkedHashSet<>(tasks.keySet());
    config.jobs().forEach(j -> j.name().ifPresent(n -> names.add(n.value())));
    BlockParser parser = new BlockParser(plugins, names, false, sink);
    Map<String, ResolvedJob> jobs = new LinkedHashMap<>();
    tasks.forEach(
        (name, node) ->
            jobs.put(
                name,
                new ResolvedJob(name, parser.parse(Tasks.of(node, sink)), spanOf(name, node))));
    ToolJobs own = new ToolJobs(plugins, tasks, parser, sink);
    for (ToolConfig.JobEntry entry : config.jobs()) {
      entry.name().ifPresent(name -> add(jobs, entry, name, own));
    }
    return List.copyOf(jobs.values());
  }

  private void add(
      Map<String, ResolvedJob> jobs,
      ToolConfig.JobEntry entry,
      Located<String> name,
      ToolJobs own) {
    ResolvedJob known = jobs.get(name.value());
    if (entry.drop()) {
      return;
    }
    if (!entry.tasks().isEmpty() && known == null) {
      jobs.put(name.value(), own.job(name.value(), entry));
    } else if (!entry.tasks().isEmpty() && known != null) {
      sink.add(
          Diagnostic.of(
                  Code.M2D703, name.span(), "The job `" + name.value() + "` is already defined.")
              .withNote("first defined here", known.span()));
    } else if (known != null) {
      Map<String, Located<String>> env = new LinkedHashMap<>(known.variables());
      env.putAll(entry.env());
      jobs.put(name.value(), known.with(env));
    } else if (entry.from().isEmpty()) {
      sink.add(
          Code.M2D704,
          name.span(),
          "meltano.yml has no job `"
              + name.value()
              + "`, and this entry has no `tasks`."
              + DidYouMean.hint(name.value(), tasks.keySet()));
    }
  }

  private Span spanOf(String name, YamlNode node) {
    Span span = spans.get(name);
    return span == null ? node.span() : span;
  }

  List<ResolvedSchedule> schedules(ProjectFile file) {
    Map<String, ResolvedSchedule> byName = new LinkedHashMap<>();
    for (ScheduleEntry entry : file.schedules()) {
      ResolvedSchedule schedule = schedule(entry);
      ResolvedSchedule known = byName.putIfAbsent(entry.name(), schedule);
      if (known != null) {
        String what = "The schedule `" + entry.name() + "`";
        Twice.report(what, entry.span(), known.span(), file, sink);
      }
    }
    config.jobs().forEach(job -> schedule(job, byName));
    return List.copyOf(byName.values());
  }

  private void schedule(ToolConfig.JobEntry job, Map<String, ResolvedSchedule> byName) {
    if (job.schedule().isEmpty() || job.name().isEmpty() || job.drop()) {
      return;
    }
    Located<String> name = job.name().get();
    Located<String> interval = job.schedule().get();
    // The name of a schedule of meltano.yml is its own.
    String free = name.value();
    for (int n = 2; byName.containsKey(free); n++) {
      free = name.value() + "_" + n;
    }
    byName.put(
        free,
        new ResolvedSchedule(
            free,
            Optional.of(interval),
            Cron.of(interval.value()),
            job.timezone(),
            Map.of(),
            new ResolvedSchedule.OfJob(name),
            interval.span()));
  }

  private ResolvedSchedule schedule(ScheduleEntry entry) {
    return new ResolvedSchedule(
        entry.name(),
        entry.interval(),
        entry.interval().flatMap(i -> Cron.of(i.value())),
        Optional.empty(),
        entry.env(),
        entry.job().map(this::ofJob).orElseGet(() -> elt(entry)),
        entry.span());
  }

  private ResolvedSchedule.Kind ofJob(Located<String> job) {
    if (!tasks.containsKey(job.value())) {
      sink.add(
          Code.M2D224,
          job.span(),
          "There is no job `" + job.value() + "`." + DidYouMean.hint(job.value(), tasks.keySet()));
    }
    return new ResolvedSchedule.OfJob(job);
  }

  private ResolvedSchedule.Kind elt(ScheduleEntry entry) {
    String schedule = "The schedule `" + entry.name() + "` ";
    if (entry.extractor().isEmpty() && entry.loader().isEmpty()) {
      sink.add(
          Code.M2D225,
          entry.span(),
          schedule + "names neither a job nor an extractor and a loader.");
    } else if (entry.extractor().isEmpty()) {
      sink.add(Code.M2D225, entry.span(), schedule + "has no `extractor`.");
    } else if (entry.loader().isEmpty()) {
      sink.add(Code.M2D225, entry.span(), schedule + "has no `loader`.");
    } else if (entry.transform().isEmpty()) {
      sink.add(Code.M2D263, entry.span(), schedule + "has no `transform`; `skip` is assumed.");
    }
    Located<String> absent = new Located<>("", entry.span());
    entry.extractor().ifPresent(name -> check(PluginType.EXTRACTORS, name));
    entry.loader().ifPresent(name -> check(PluginType.LOADERS, name));
    return new ResolvedSchedule.Elt(
        entry.extractor().orElse(absent),
        entry.loader().orElse(absent),
        entry.transform().orElse(new Located<>("skip", entry.span())));
  }

  private void check(PluginType type, Located<String> name) {
    if (plugins.find(new PluginId(type, name.value())).isEmpty()) {
      List<String> known =
          plugins.all().stream().filter(p -> p.type() == type).map(PluginModel::name).toList();
      sink.add(
          Code.M2D224,
          name.span(),
          "There is no "
              + type.singular()
              + " `"
              + name.value()
              + "`."
              + DidYouMean.hint(name.value(), known));
    }
  }
}
