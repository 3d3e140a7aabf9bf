package dev.m2d.plan;

import dev.m2d.diagnostic.Code;
import dev.m2d.diagnostic.Diagnostics;
import dev.m2d.diagnostic.Span;
import dev.m2d.literal.Python;
import dev.m2d.meltano.PluginId;
import dev.m2d.meltano.PluginType;
import dev.m2d.meltano.resolve.Block;
import dev.m2d.meltano.resolve.ResolvedJob;
import dev.m2d.meltano.resolve.ResolvedPlugin;
import dev.m2d.meltano.resolve.ResolvedProject;
import dev.m2d.meltano.resolve.ResolvedSchedule;
import dev.m2d.meltano.resolve.SecretNames;
import dev.m2d.naming.NameLedger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Plans the Dagster project that a Meltano project becomes. */
public final class Planner {
  private final ResolvedProject project;
  private final Diagnostics findings;
  private final Names names;
  private final References references = new References();
  private final PipelinePlanner pipelines;
  private final StepPlanner steps;
  private final JobPlanner jobs;
  private final MovedSecrets secrets;

  private Planner(ResolvedProject project, Diagnostics findings, NameLedger frozen) {
    this.project = project;
    this.findings = findings;
    this.names = new Names(frozen);
    this.secrets = new MovedSecrets(findings, SecretNames.of(project));
    KeyPlanner keys = new KeyPlanner(project, names);
    this.pipelines = new PipelinePlanner(project, names, keys, references, findings);
    this.steps = new StepPlanner(project, names, keys, references);
    this.jobs = new JobPlanner(names, pipelines, steps, findings);
    project.dbtProjects().forEach(dbt -> dbt.nodes().forEach(n -> keys.reserveNode(n.key())));
  }

  /** Plans with the defaults: output in {@code dagster_project/}, no earlier names. */
  public static DagsterPlan plan(ResolvedProject project, Diagnostics findings) {
    return plan(project, findings, "..", NameLedger.empty());
  }

  /**
   * Plans the whole output.
   *
   * @param findings takes what the plan finds worth telling
   * @param meltanoRoot path from the output folder to the Meltano project, with {@code /}
   * @param frozen names that an earlier run gave
   */
  public static DagsterPlan plan(
      ResolvedProject project, Diagnostics findings, String meltanoRoot, NameLedger frozen) {
    return new Planner(project, findings, frozen).plan(meltanoRoot);
  }

  private DagsterPlan plan(String meltanoRoot) {
    List<JobPlanner.Request> requests = requests();
    requests.forEach(this::register);
    Map<String, JobPlan> planned = new LinkedHashMap<>();
    for (JobPlanner.Request request : requests) {
      if (request.blocks().isEmpty()) {
        jobs.reportEmpty("Job `" + request.meltanoName() + "`", request.span());
      } else {
        planned.put(request.origin(), jobs.job(request));
      }
    }
    List<SchedulePlan> schedules =
        new SchedulePlanner(names, findings).schedules(project.schedules(), planned);
    if (project.jobs().isEmpty() && project.schedules().isEmpty()) {
      findings.add(
          Code.M2D505, Span.ofFile("meltano.yml"), "The project names no jobs and no schedules.");
    }
    List<DataFile> data = dataFiles();
    List<DbtPlan> dbt = steps.dbtPlans();
    return new DagsterPlan(
        projectPlan(meltanoRoot),
        pipelines.pipelines(),
        steps.commandPlans(),
        dbt,
        List.copyOf(planned.values()),
        schedules,
        data,
        new ParityPlanner(project).streams(pipelines.pipelines(), !dbt.isEmpty()),
        ParityPlanner.days(schedules),
        new EnvExample(project).groups(),
        secrets.plans(),
        Requirements.of(project, dbt),
        names.ledger(),
        findings.sorted());
  }

  private ProjectPlan projectPlan(String meltanoRoot) {
    Optional<String> defaultEnvironment =
        project.defaultEnvironment().map(e -> e.value()).filter(e -> !e.contains("$"));
    List<String> environments = project.environments().stream().map(e -> e.name()).toList();
    String distribution =
        Names.keyPart(project.name())
            .toLowerCase(Locale.ROOT)
            .replaceAll("[^a-z0-9]+", "-")
            .replaceAll("^-|-$", "");
    boolean taken = distribution.isEmpty() || distribution.matches("(dagster|dbt)(-.*)?");
    String summary = "The Meltano project " + project.name() + " as a Dagster project.";
    return new ProjectPlan(
        project.name(),
        Names.keyPart(project.name()),
        taken ? "meltano-" + distribution : distribution,
        summary,
        Python.docstring(summary, List.of()),
        meltanoRoot,
        defaultEnvironment,
        defaultEnvironment.map(Python::literal).orElseGet(Python::none),
        Python.tuple(environments),
        environments);
  }

  private List<DataFile> dataFiles() {
    List<DataFile> files = new ArrayList<>();
    files.add(new ProjectFile(project, secrets).file());
    PluginFile writer = new PluginFile(secrets, new PluginFileNames(project));
    for (ResolvedPlugin plugin : project.plugins()) {
      if (plugin.type() != PluginType.FILES && plugin.type() != PluginType.TRANSFORMS) {
        files.add(writer.file(plugin));
      }
    }
    for (DbtPlan plan : steps.dbtPlans()) {
      files.add(DbtModels.file(project, plan));
    }
    return files;
  }

  /** Every job, then every EL schedule, in the order of the files. */
  private List<JobPlanner.Request> requests() {
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

  private void underVariables(Block block) {
    if (block instanceof Block.ExtractLoad load) {
      references.addVariables(PipelinePlanner.text(load));
    } else if (block instanceof Block.PluginCommand command) {
      references.addVariables(StepPlanner.text(command));
      references.addVariables(command.plugin().toString());
    } else if (block instanceof Block.Program program) {
      references.addVariables(StepPlanner.text(program));
    }
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

  /** Gives the job its name, before any op takes it, and notes what it uses. */
  private void register(JobPlanner.Request request) {
    if (request.blocks().isEmpty()) {
      return;
    }
    names.job(request.origin(), request.meltanoName());
    String user =
        (request.stateId().isPresent() ? "schedule `" : "job `") + request.meltanoName() + "`";
    for (Block block : request.blocks()) {
      if (block instanceof Block.ExtractLoad load) {
        references.add(PipelinePlanner.text(load), user, load.span());
      } else if (block instanceof Block.PluginCommand command) {
        references.add(StepPlanner.text(command), user, command.span());
        references.add(
            command.plugin().toString(), StepPlanner.text(command), user, command.span());
      } else if (block instanceof Block.Program program) {
        references.add(StepPlanner.text(program), user, program.span());
      }
      if (!request.variables().isEmpty()) {
        underVariables(block);
      }
    }
  }
}
