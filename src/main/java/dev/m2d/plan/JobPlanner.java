package dev.m2d.plan;

import dev.m2d.config.LoadOptions;
import dev.m2d.diagnostic.Code;
import dev.m2d.diagnostic.Diagnostics;
import dev.m2d.diagnostic.Span;
import dev.m2d.literal.Language;
import dev.m2d.literal.Python;
import dev.m2d.literal.Snippet;
import dev.m2d.meltano.resolve.Block;
import dev.m2d.naming.PythonNames;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Makes a job of the blocks of a Meltano job or of an EL schedule. */
final class JobPlanner {
  private static final String ASSETS = "dagster_project.defs.assets.";
  private static final String KIT = "dagster_project";

  private final Names names;
  private final PipelinePlanner pipelines;
  private final StepPlanner steps;
  private final Diagnostics findings;

  JobPlanner(Names names, PipelinePlanner pipelines, StepPlanner steps, Diagnostics findings) {
    this.names = names;
    this.pipelines = pipelines;
    this.steps = steps;
    this.findings = findings;
  }

  /**
   * What a Dagster job is made of.
   *
   * @param origin what its name is frozen by
   * @param stateId the state id of an EL schedule
   * @param variables of its runs, raw, with a secret replaced by a reference
   * @param from the place outside meltano.yml that it comes from
   * @param around the tap and target whose variables a transform sees
   */
  record Request(
      String origin,
      String meltanoName,
      List<Block> blocks,
      Optional<String> stateId,
      Optional<Block.Pair> around,
      Map<String, String> variables,
      Optional<String> from,
      String title,
      List<String> notes,
      Span span) {}

  /** The job; its name must have been allocated. */
  JobPlan job(Request request) {
    String name = names.job(request.origin(), request.meltanoName());
    Builder builder = new Builder(request);
    request.blocks().forEach(builder::add);
    boolean repeated = builder.targets.size() < builder.tasks.size();
    String constructor = repeated ? "op_job" : "asset_job";
    builder.imports.add(KIT + ".singer.jobs", constructor);
    return new JobPlan(
        name,
        Names.variable(name),
        Names.identifier(name),
        request.meltanoName(),
        python(constructor),
        builder.stubs,
        builder.tasks.size() == 1,
        request.variables().entrySet().stream()
            .map(e -> python(Python.string(e.getKey()) + ": " + Python.string(e.getValue())))
            .toList(),
        request.from(),
        builder.tasks,
        Python.docstring(request.title(), request.notes()),
        builder.imports.statements(),
        List.of(request.span()));
  }

  private static Snippet python(String text) {
    return new Snippet(Language.PYTHON, text);
  }

  /** Collects the steps of one job. */
  private final class Builder {
    private final Request request;
    private final Imports imports = new Imports();
    private final StepPlanner.JobSteps taken = new StepPlanner.JobSteps();
    private final List<TaskPlan> tasks = new ArrayList<>();
    private final List<StubPlan> stubs = new ArrayList<>();
    private final Set<String> targets = new HashSet<>();

    Builder(Request request) {
      this.request = request;
    }

    void add(Block block) {
      List<TaskPlan> steps = tasks(block);
      tasks.addAll(steps);
      steps.forEach(task -> targets.add(task.target().text()));
    }

    private List<TaskPlan> tasks(Block block) {
      if (block instanceof Block.ExtractLoad load) {
        PipelinePlan pipeline = pipelines.pipeline(load);
        return pipelines
            .importer(pipeline)
            .map(importer -> steps(importer, load))
            .orElseGet(
                () -> List.of(load(pipeline, pipeline.function(), ASSETS + pipeline.name(), load)));
      }
      return List.of(task(block));
    }

    /** What an importer does in the place of a tap and a target. */
    private List<TaskPlan> steps(ImporterPlan importer, Block.ExtractLoad load) {
      PipelinePlan pipeline = importer.pipeline();
      String folder = ASSETS + pipeline.name() + ".";
      imports.add(folder + "csv_extraction", importer.extraction().text());
      imports.add(folder + "file_management", importer.management().text());
      List<TaskPlan> tasks = new ArrayList<>();
      tasks.add(plain(pipeline.text(), importer.extraction(), List.of(checked())));
      for (Snippet step : importer.loads()) {
        tasks.add(load(pipeline, step, folder + "postgres_loading", load, checked()));
      }
      tasks.add(plain(pipeline.text(), importer.management(), List.of()));
      return tasks;
    }

    private TaskPlan task(Block block) {
      if (block instanceof Block.PluginCommand command) {
        return command(command);
      }
      if (block instanceof Block.Program program) {
        StepPlanner.Step step = steps.step(program);
        imports.add(ASSETS + step.module(), step.name().text());
        return plain(program.command(), step.name(), List.of());
      }
      if (block instanceof Block.Broken broken) {
        return broken(broken);
      }
      throw new AssertionError(block);
    }

    /** What an importer checks itself belongs to every run of it. */
    private TaskPlan.Argument checked() {
      return argument("checks", Python.literal(true).text());
    }

    private TaskPlan load(
        PipelinePlan pipeline,
        Snippet step,
        String module,
        Block.ExtractLoad load,
        TaskPlan.Argument... further) {
      imports.add(module, step.text());
      List<String> config = new ArrayList<>();
      LoadOptions options = load.options();
      if (options.fullRefresh()) {
        config.add("\"full_refresh\": True");
      }
      if (options.refreshCatalog()) {
        config.add("\"refresh_catalog\": True");
      }
      options
          .stateId()
          .or(request::stateId)
          .ifPresent(id -> config.add("\"state_id\": " + Python.string(id)));
      options
          .stateIdSuffix()
          .ifPresent(suffix -> config.add("\"state_id_suffix\": " + Python.string(suffix)));
      List<TaskPlan.Argument> arguments = new ArrayList<>();
      if (!config.isEmpty()) {
        arguments.add(argument("config", "{" + String.join(", ", config) + "}"));
      }
      arguments.addAll(List.of(further));
      return plain(pipeline.text(), step, arguments);
    }

    private TaskPlan command(Block.PluginCommand command) {
      StepPlanner.Step step = steps.step(command, taken);
      imports.add(ASSETS + step.module(), step.name().text());
      if (!step.dbt()) {
        return plain(StepPlanner.text(command), step.name(), List.of());
      }
      imports.add(KIT, "dbt");
      List<TaskPlan.Argument> arguments = new ArrayList<>();
      if (!command.arguments().isEmpty()) {
        arguments.add(argument("arguments", Python.tuple(command.arguments()).text()));
      }
      request
          .around()
          .or(command::around)
          .ifPresent(
              pair -> {
                arguments.add(argument("extractor", Python.string(pair.extractor())));
                arguments.add(argument("loader", Python.string(pair.loader())));
              });
      return new TaskPlan(StepPlanner.text(command), python("dbt.task"), step.name(), arguments);
    }

    private TaskPlan broken(Block.Broken broken) {
      imports.add(KIT + ".singer.jobs", "unsupported");
      findings.add(broken.reason());
      String name =
          names.op(
              request.origin() + ": " + broken.text(),
              PythonNames.identifier(request.meltanoName() + "_" + broken.text()));
      Snippet variable = Names.variable(name);
      String advice = broken.reason().hint().orElse(broken.reason().code().remedy());
      stubs.add(
          new StubPlan(
              name,
              variable,
              broken.reason().code().name(),
              broken.text(),
              broken.reason().message() + " " + advice));
      return plain(broken.text(), variable, List.of());
    }

    private TaskPlan plain(String text, Snippet target, List<TaskPlan.Argument> arguments) {
      imports.add(KIT + ".singer.jobs", "Task");
      return new TaskPlan(text, python("Task"), target, arguments);
    }

    private TaskPlan.Argument argument(String name, String value) {
      return new TaskPlan.Argument(Python.name(name), python(value));
    }
  }

  /** A finding for a job without a step. */
  void reportEmpty(String what, Span span) {
    findings.add(Code.M2D503, span, what + " has no step.");
  }
}
