package dev.m2d.plan;

import dev.m2d.diagnostic.Code;
import dev.m2d.diagnostic.Diagnostics;
import dev.m2d.diagnostic.Span;
import dev.m2d.literal.Python;
import dev.m2d.meltano.resolve.Block;
import dev.m2d.meltano.resolve.ResolvedProject;
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
  private final List<JobPlanner.Request> requests;
  private final ProjectFiles files;
  private final Renames renames;
  private final CodeLocation location;

  private Planner(
      ResolvedProject project, Diagnostics findings, NameLedger frozen, Runners runners) {
    this.project = project;
    this.findings = findings;
    this.secrets = new MovedSecrets(findings, SecretNames.of(project));
    this.requests = new JobRequests(project, findings, secrets).all();
    this.location = CodeLocation.of(project, frozen);
    this.files = new ProjectFiles(project, location, secrets);
    this.renames = Renames.find(frozen, project, files.definitions(), requests);
    this.names = new Names(renames.ledger());
    renames.definitions().forEach(d -> names.define(d.kind(), d.origin(), d.definition()));
    names.location(location.entry());
    project.plugins().forEach(p -> names.plugin(p.id().toString(), p.name()));
    KeyPlanner keys = new KeyPlanner(project, names);
    this.pipelines =
        new PipelinePlanner(
            project,
            names,
            keys,
            references,
            new RunnerChoice(project, runners, findings),
            findings);
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
    return plan(project, findings, meltanoRoot, frozen, Runners.none());
  }

  /** The same with what the user says of runners. */
  public static DagsterPlan plan(
      ResolvedProject project,
      Diagnostics findings,
      String meltanoRoot,
      NameLedger frozen,
      Runners runners) {
    return new Planner(project, findings, frozen, runners).plan(meltanoRoot);
  }

  private DagsterPlan plan(String meltanoRoot) {
    requests.forEach(this::keepNames);
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
    NameLedger ledger = names.ledger();
    new NameFindings(renames, ledger, project, findings).report();
    location.report(project, findings);
    List<DbtPlan> dbt = steps.dbtPlans();
    List<DataFile> data = new ArrayList<>(files.all());
    dbt.forEach(plan -> data.add(DbtModels.file(project, plan)));
    return new DagsterPlan(
        projectPlan(meltanoRoot),
        pipelines.pipelines(),
        pipelines.importers(),
        steps.commandPlans(),
        dbt,
        List.copyOf(planned.values()),
        schedules,
        data,
        new ParityPlanner(project).streams(pipelines.pipelines(), !dbt.isEmpty()),
        ParityPlanner.days(schedules),
        new EnvExample(project).groups(),
        secrets.plans(),
        Requirements.of(project, dbt, !pipelines.importers().isEmpty()),
        ledger,
        findings.sorted());
  }

  private ProjectPlan projectPlan(String meltanoRoot) {
    Optional<String> defaultEnvironment =
        project.defaultEnvironment().map(e -> e.value()).filter(e -> !e.contains("$"));
    List<String> environments = project.environments().stream().map(e -> e.name()).toList();
    String distribution =
        location
            .name()
            .toLowerCase(Locale.ROOT)
            .replaceAll("[^a-z0-9]+", "-")
            .replaceAll("^-|-$", "");
    boolean taken = distribution.matches("(dagster|dbt)(-.*)?");
    String summary = "The Meltano project " + location.project() + " as a Dagster project.";
    return new ProjectPlan(
        location.project(),
        location.name(),
        distribution.isEmpty()
            ? "meltano-project"
            : taken ? "meltano-" + distribution : distribution,
        summary,
        Python.docstring(summary, List.of()),
        meltanoRoot,
        defaultEnvironment,
        defaultEnvironment.map(Python::literal).orElseGet(Python::none),
        Python.tuple(environments),
        environments);
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

  private void keepNames(JobPlanner.Request request) {
    for (Block block : request.blocks()) {
      if (block instanceof Block.ExtractLoad load) {
        pipelines.keepNames(load);
      }
    }
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
