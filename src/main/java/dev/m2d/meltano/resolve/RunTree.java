package dev.m2d.meltano.resolve;

import dev.m2d.meltano.JobEntry;
import dev.m2d.meltano.ProjectFile;
import dev.m2d.meltano.ScheduleEntry;
import dev.m2d.yaml.Located;
import dev.m2d.yaml.PythonText;
import dev.m2d.yaml.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** The lines of jobs and schedules: blocks, state ids, arguments, cron. */
final class RunTree {

  private final ProjectFile file;
  private final ResolvedProject project;
  private final Map<Optional<String>, EnvironmentFacts> environments;
  private final Map<EnvironmentFacts, RunFacts> runs = new HashMap<>();
  private final Map<String, ScheduleEntry> schedules = new HashMap<>();
  private final TreeLines lines;

  RunTree(
      ProjectFile file,
      ResolvedProject project,
      Map<Optional<String>, EnvironmentFacts> environments,
      TreeLines lines) {
    this.file = file;
    this.project = project;
    this.environments = environments;
    this.lines = lines;
    environments.values().forEach(e -> runs.put(e, new RunFacts(e, file)));
    file.schedules().forEach(s -> schedules.putIfAbsent(s.name(), s));
  }

  void write() {
    Set<String> written = new LinkedHashSet<>();
    for (JobEntry job : file.jobs()) {
      if (written.add(job.name())) {
        if (written.size() == 1) {
          lines.heading("jobs");
        }
        lines.row(1, job.name(), job.span().toString());
        blocks((e, runs) -> runs.job(job.name(), "jobs/" + job.name()));
      }
    }
    for (ResolvedJob job : project.jobs()) {
      if (written.add(job.name())) {
        lines.row(1, job.name() + " (m2d.yaml)", job.span().toString());
        job.tasks().forEach(t -> lines.line(2, t.text()));
      }
    }
    if (!project.schedules().isEmpty()) {
      lines.heading("schedules");
    }
    project.schedules().forEach(this::schedule);
  }

  /** What runs in an environment. */
  private interface Run {
    Doc of(EnvironmentFacts environment, RunFacts runs);
  }

  /** The blocks; environments in which they are the same share their lines. */
  private void blocks(Run run) {
    Map<List<String>, List<String>> shown = new LinkedHashMap<>();
    environments.forEach(
        (name, e) -> {
          if (name.isPresent() || environments.size() == 1) {
            List<String> text = describe(run, e);
            shown.computeIfAbsent(text, k -> new ArrayList<>()).add(name.orElse("no environment"));
          }
        });
    shown.forEach(
        (text, names) -> {
          lines.line(2, "in " + String.join(", ", names));
          text.forEach(t -> lines.line(3, t));
        });
  }

  private List<String> describe(Run run, EnvironmentFacts environment) {
    try {
      RunFacts facts = Objects.requireNonNull(runs.get(environment));
      return describe(run.of(environment, facts).build());
    } catch (ResolveError e) {
      return List.of("cannot run: " + e.text());
    }
  }

  private static List<String> describe(Value.Fields run) {
    if (run.values().get("error") instanceof Value.Fields error) {
      return List.of("cannot run: " + text(error, "message"));
    }
    List<String> all = new ArrayList<>();
    if (run.values().get("blocks") instanceof Value.Items blocks) {
      for (Value block : blocks.values()) {
        if (block instanceof Value.Fields b) {
          all.add((all.size() + 1) + ". " + block(b));
        }
      }
    }
    return all;
  }

  private static String block(Value.Fields block) {
    if (block.values().get("plugins") instanceof Value.Items plugins) {
      List<String> names = new ArrayList<>();
      for (Value p : plugins.values()) {
        if (p instanceof Value.Fields fields) {
          String mapping = text(fields, "mapping");
          String id = text(fields, "id");
          names.add(mapping.isEmpty() ? id.substring(id.indexOf('/') + 1) : mapping);
        }
      }
      return String.join(" > ", names) + ", state id " + text(block, "state_id");
    }
    String plugin = text(block, "plugin");
    String command = text(block, "command");
    String name =
        plugin.substring(plugin.indexOf('/') + 1) + (command.isEmpty() ? "" : ":" + command);
    if (block.values().get("argv") instanceof Value.Items argv) {
      return name + " " + PythonText.json(argv);
    }
    if (block.values().get("error") instanceof Value.Fields error) {
      return name + " cannot run: " + text(error, "message");
    }
    return name + (block.values().containsKey("unknown") ? ", of which no definition tells" : "");
  }

  private static String text(Value.Fields fields, String key) {
    Value value = fields.values().get(key);
    return value == null ? "" : value.asText().orElse("");
  }

  private void schedule(ResolvedSchedule s) {
    String interval = s.interval().map(Located::value).orElse("");
    String cron = s.cron().filter(c -> !c.equals(interval)).map(c -> ", cron " + c).orElse("");
    String never = s.cron().isEmpty() ? ", never by itself" : "";
    lines.row(1, s.name() + ": " + interval + cron + never, s.span().toString());
    s.env()
        .forEach(
            (k, v) -> lines.row(2, "env " + k + " = " + PythonText.json(v.value()), v.span() + ""));
    if (s.kind() instanceof ResolvedSchedule.OfJob job) {
      lines.row(2, "job " + job.job().value(), job.job().span().toString());
    } else {
      Optional.ofNullable(schedules.get(s.name())).ifPresent(this::elt);
    }
  }

  private void elt(ScheduleEntry entry) {
    blocks((e, runs) -> runs.schedule(entry));
  }
}
