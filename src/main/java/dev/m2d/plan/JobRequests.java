package dev.m2d.plan;

import dev.m2d.diagnostic.Code;
import dev.m2d.diagnostic.Diagnostics;
import dev.m2d.diagnostic.Span;
import dev.m2d.meltano.PluginId;
import dev.m2d.meltano.PluginType;
import dev.m2d.meltano.resolve.Block;
import dev.m2d.meltano.resolve.ResolvedJob;
import dev.m2d.meltano.resolve.ResolvedPlugin;
import dev.m2d.meltano.resolve.ResolvedProject;
import dev.m2d.meltano.resolve.ResolvedSchedule;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the jobs are made of: the jobs of the project and its EL schedules. */
final class JobRequests {

  private final ResolvedProject project;
  private final Diagnostics findings;
  private final MovedSecrets secrets;

  JobRequests(ResolvedProject project, Diagnostics findings, MovedSecrets secrets) {
    this.project = project;
    this.findings = findings;
    this.secrets = secrets;
  }

  /** Every job, then every EL schedule, in the order of the files. */
  List<JobPlanner.Request> all() {
    List<JobPlanner.Request> requests = new ArrayList<>();
    for (ResolvedJob job : project.jobs()) {
      requests.add(
          new JobPlanner.Request(
              job.name(),
              job.name(),
              job.blocks(),
              Optional.empty(),
              Optional.empty(),
              variables(job),
              job.from(),
              title(job),
              notes(job),
              job.span()));
    }
    for (ResolvedSchedule schedule : project.schedules()) {
      if (schedule.kind() instanceof ResolvedSchedule.Elt elt && isComplete(elt)) {
        requests.add(eltRequest(schedule, elt));
      }
    }
    return requests;
  }

  /** Whether the project has its plugins; one that it has not is reported where it is named. */
  private boolean isComplete(ResolvedSchedule.Elt elt) {
    return project.plugin(new PluginId(PluginType.EXTRACTORS, elt.extractor().value())).isPresent()
        && project.plugin(new PluginId(PluginType.LOADERS, elt.loader().value())).isPresent();
  }

  private JobPlanner.Request eltRequest(ResolvedSchedule schedule, ResolvedSchedule.Elt elt) {
    String transform = elt.transform().value();
    List<Block> blocks = new ArrayList<>();
    Span span = schedule.span();
    if (!transform.equals("only")) {
      blocks.add(
          new Block.ExtractLoad(
              elt.extractor().value(), List.of(), elt.loader().value(), elt.extractor().span()));
    }
    if (!transform.equals("skip")) {
      transformer(schedule)
          .ifPresent(
              id -> {
                blocks.add(new Block.PluginCommand(id, Optional.of("run"), span));
                findings.add(
                    Code.M2D262,
                    elt.transform().span(),
                    "`transform: "
                        + transform
                        + "` of schedule `"
                        + schedule.name()
                        + "` runs `"
                        + id.name()
                        + ":run`"
                        + (transform.equals("only") ? " and no load." : " after the load."));
              });
    }
    return new JobPlanner.Request(
        SchedulePlanner.origin(schedule),
        schedule.name(),
        blocks,
        Optional.of(schedule.name()),
        Optional.of(new Block.Pair(elt.extractor().value(), elt.loader().value())),
        Map.of(),
        Optional.empty(),
        "EL schedule `" + schedule.name() + "` of " + span.file() + ", as `meltano elt` runs it.",
        List.of(
            "Its bookmark is kept under the state id `"
                + schedule.name()
                + "`; transform: "
                + transform
                + "."),
        span);
  }

  /** The plugin that {@code meltano elt --transform} runs: the first transformer. */
  private Optional<PluginId> transformer(ResolvedSchedule schedule) {
    Optional<PluginId> found =
        project.plugins(PluginType.TRANSFORMERS).stream()
            .filter(ResolvedPlugin::runsDbt)
            .map(ResolvedPlugin::id)
            .findFirst();
    if (found.isEmpty()) {
      findings.add(
          Code.M2D506,
          schedule.span(),
          "Schedule `" + schedule.name() + "` transforms, but the project has no transformer.");
    }
    return found;
  }

  /** The variables of a job; sensitive literals become references. */
  private Map<String, String> variables(ResolvedJob job) {
    Map<String, String> variables = new LinkedHashMap<>();
    String prefix = "M2D_" + PluginFile.word(job.name()) + "_";
    job.variables()
        .forEach(
            (name, value) -> {
              String variable = prefix + PluginFile.word(name);
              String what = "`" + name + "` in the env block of the job `" + job.name() + "`";
              variables.put(
                  name,
                  secrets.isSecret(name) && !value.value().contains("$")
                      ? secrets.reference(value.value(), variable, what, value.span())
                      : secrets.embedded(value.value(), variable, what, value.span()));
            });
    return variables;
  }

  private static List<String> notes(ResolvedJob job) {
    return job.from()
        .map(
            from ->
                List.of(
                    file(from).matches(".*\\.(sh|bash|zsh|py)")
                        ? "Switch "
                            + file(from)
                            + " off, and what starts it, when this job is in charge."
                        : "Nothing else may start what is at "
                            + from
                            + " when this job is in charge."))
        .orElse(List.of());
  }

  private static String title(ResolvedJob job) {
    return job.from()
        .map(
            from ->
                "Job `"
                    + job.name()
                    + "`: what "
                    + file(from)
                    + " runs with Meltano, in its order.")
        .orElseGet(
            () -> "Job `" + job.name() + "` of " + job.span().file() + ", in Meltano's order.");
  }

  /** Without the line, which changes with every edit above it. */
  private static String file(String from) {
    return from.replaceFirst(":[0-9]+$", "");
  }
}
