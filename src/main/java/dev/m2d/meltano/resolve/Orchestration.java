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
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The jobs and schedules of a project, those of m2d.yaml after Meltano's own. */
final class Orchestration {

  private final Plugins plugins;
  private final Diagnostics sink;
  private final Map<String, YamlNode> tasks = new LinkedHashMap<>();
  private final Map<String, Span> spans = new HashMap<>();

  Orchestration(ProjectFile file, ToolConfig config, Plugins plugins, Diagnostics sink) {
    this.plugins = plugins;
    this.sink = sink;
    for (JobEntry job : file.jobs()) {
      if (first(job.name(), "job", job.span())) {
        tasks.put(job.name(), job.tasks());
      }
    }
    for (ToolConfig.JobEntry job : config.jobs()) {
      Span known = spans.putIfAbsent(job.name().value(), job.span());
      if (known == null) {
        tasks.put(job.name().value(), job.tasks());
      } else {
        sink.add(
            Diagnostic.of(
                    Code.M2D703,
                    job.span(),
                    "The job `" + job.name().value() + "` is already defined.")
                .withNote("first defined here", known));
      }
    }
  }

  private boolean first(String name, String word, Span span) {
    Span known = spans.putIfAbsent(name, span);
    if (known != null) {
      sink.add(
          Diagnostic.of(
                  Code.M2D208,
                  span,
                  "The " + word + " `" + name + "` is defined twice; Meltano takes the first.")
              .withNote("first defined here", known));
    }
    return known == null;
  }

  List<ResolvedJob> jobs() {
    BlockParser parser = new BlockParser(plugins, tasks.keySet(), sink);
    List<ResolvedJob> jobs = new ArrayList<>();
    tasks.forEach(
        (name, node) ->
            jobs.add(
                new ResolvedJob(name, parser.parse(Tasks.of(node, sink)), spanOf(name, node))));
    return jobs;
  }

  private Span spanOf(String name, YamlNode node) {
    Span span = spans.get(name);
    return span == null ? node.span() : span;
  }

  List<ResolvedSchedule> schedules(ProjectFile file, ToolConfig config) {
    Map<String, ResolvedSchedule> byName = new LinkedHashMap<>();
    for (ScheduleEntry entry : file.schedules()) {
      ResolvedSchedule schedule = schedule(entry);
      ResolvedSchedule known = byName.putIfAbsent(entry.name(), schedule);
      if (known != null) {
        sink.add(
            Diagnostic.of(
                    Code.M2D208,
                    entry.span(),
                    "The schedule `"
                        + entry.name()
                        + "` is defined twice; Meltano takes the first.")
                .withNote("first defined here", known.span()));
      }
    }
    for (ToolConfig.JobEntry job : config.jobs()) {
      job.schedule()
          .ifPresent(
              interval ->
                  byName.putIfAbsent(
                      job.name().value(),
                      new ResolvedSchedule(
                          job.name().value(),
                          Optional.of(interval),
                          cron(interval),
                          Map.of(),
                          new ResolvedSchedule.OfJob(job.name()),
                          interval.span())));
    }
    return List.copyOf(byName.values());
  }

  private ResolvedSchedule schedule(ScheduleEntry entry) {
    return new ResolvedSchedule(
        entry.name(),
        entry.interval(),
        entry.interval().flatMap(this::cron),
        entry.env(),
        entry.job().map(this::ofJob).orElseGet(() -> elt(entry)),
        entry.span());
  }

  private Optional<String> cron(Located<String> interval) {
    Optional<String> cron = Cron.of(interval.value());
    if (cron.isPresent() && !Cron.isPlain(cron.get())) {
      sink.add(
          Code.M2D227,
          interval.span(),
          "The interval `" + interval.value() + "` is no cron text of five fields.");
    }
    return cron;
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
    Located<String> absent = new Located<>("", entry.span());
    if (entry.transform().isEmpty()) {
      sink.add(
          Code.M2D225,
          entry.span(),
          "The schedule `" + entry.name() + "` has no `transform`; `skip` is assumed.");
    }
    return new ResolvedSchedule.Elt(
        plugin(PluginType.EXTRACTORS, entry.extractor(), absent, entry),
        plugin(PluginType.LOADERS, entry.loader(), absent, entry),
        entry.transform().orElse(new Located<>("skip", entry.span())));
  }

  private Located<String> plugin(
      PluginType type,
      Optional<Located<String>> name,
      Located<String> absent,
      ScheduleEntry entry) {
    if (name.isEmpty()) {
      sink.add(
          Code.M2D224,
          entry.span(),
          "The schedule `"
              + entry.name()
              + "` names neither a job nor an "
              + type.singular()
              + ".");
      return absent;
    }
    if (plugins.find(new PluginId(type, name.get().value())).isEmpty()) {
      List<String> known =
          plugins.all().stream().filter(p -> p.type() == type).map(PluginModel::name).toList();
      sink.add(
          Code.M2D224,
          name.get().span(),
          "There is no "
              + type.singular()
              + " `"
              + name.get().value()
              + "`."
              + DidYouMean.hint(name.get().value(), known));
    }
    return name.get();
  }
}
