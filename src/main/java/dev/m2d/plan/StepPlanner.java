package dev.m2d.plan;

import dev.m2d.literal.Python;
import dev.m2d.literal.Shell;
import dev.m2d.literal.Snippet;
import dev.m2d.meltano.PluginId;
import dev.m2d.meltano.resolve.Block;
import dev.m2d.meltano.resolve.Command;
import dev.m2d.meltano.resolve.ResolvedPlugin;
import dev.m2d.meltano.resolve.ResolvedProject;
import dev.m2d.naming.PythonNames;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Makes the steps for commands of plugins: dbt's, and those of everything else. */
final class StepPlanner {
  private static final Set<String> BUILDING = Set.of("run", "build", "seed", "snapshot");

  private final ResolvedProject project;
  private final Names names;
  private final KeyPlanner keys;
  private final References references;
  private final Map<PluginId, Dbt> dbt = new LinkedHashMap<>();
  private final Map<String, CommandPlan> commands = new LinkedHashMap<>();

  StepPlanner(ResolvedProject project, Names names, KeyPlanner keys, References references) {
    this.project = project;
    this.names = names;
    this.keys = keys;
    this.references = references;
  }

  /**
   * The words of a command block as `meltano run`, or with arguments `meltano invoke`, takes it.
   */
  static String text(Block.PluginCommand block) {
    List<String> words = new ArrayList<>();
    words.add(block.plugin().name() + block.command().map(c -> ":" + c).orElse(""));
    block.arguments().forEach(a -> words.add(Shell.word(a)));
    return String.join(" ", words);
  }

  /** What tells a program from others. */
  static String text(Block.Program program) {
    return program.command() + program.cwd().map(c -> " (in " + c + ")").orElse("");
  }

  /** What a job needs of a step: its module, its name there, and whether it is dbt's. */
  record Step(String module, Snippet name, boolean dbt) {}

  /** A dbt plugin, while the steps that jobs need of it are collected. */
  private record Dbt(
      PluginId id, String name, Map<String, DbtPlan.Step> steps, Set<String> texts) {}

  /** The roles of dbt steps that one job has used up. */
  static final class JobSteps {
    private final List<String> taken = new ArrayList<>();

    private boolean take(String role) {
      return !taken.contains(role) && taken.add(role);
    }
  }

  /** The step of a block within one job. */
  Step step(Block.PluginCommand block, JobSteps job) {
    return runsDbt(block.plugin()) ? dbtStep(block, job) : commandStep(block);
  }

  private Step commandStep(Block.PluginCommand block) {
    String text = text(block);
    CommandPlan plan = commands.computeIfAbsent(text, t -> command(block, t));
    return new Step("commands", plan.function(), false);
  }

  private CommandPlan command(Block.PluginCommand block, String text) {
    List<String> parts = new ArrayList<>(List.of(block.plugin().name()));
    block.command().ifPresent(parts::add);
    String suggestion =
        parts.stream()
            .map(PythonNames::identifier)
            .reduce((a, b) -> a + "__" + b)
            .orElse("command");
    String name = names.op(text, suggestion);
    List<String> wanted =
        parts.size() == 1
            ? List.of("commands", keyPart(parts.get(0)))
            : parts.stream().map(StepPlanner::keyPart).toList();
    List<String> key = keys.reserve(text, wanted);
    List<TaskPlan.Argument> options = new ArrayList<>();
    if (!block.arguments().isEmpty()) {
      options.add(argument("arguments", Python.tuple(block.arguments())));
    }
    return new CommandPlan(
        name,
        Names.variable(name),
        text,
        Optional.of(block.plugin()),
        Python.name("command_asset"),
        List.of(
            Python.literal(block.plugin().type().key()),
            Python.literal(block.plugin().name()),
            block.command().map(Python::literal).orElseGet(Python::none)),
        withVariables(options, text),
        key,
        Python.tuple(key),
        references.spans(text));
  }

  private List<TaskPlan.Argument> withVariables(List<TaskPlan.Argument> options, String text) {
    if (references.takesVariables(text)) {
      options.add(argument("takes_variables", Python.literal(true)));
    }
    return options;
  }

  private static TaskPlan.Argument argument(String name, Snippet value) {
    return new TaskPlan.Argument(Python.name(name), value);
  }

  /** The step of a program. */
  Step step(Block.Program program) {
    String text = text(program);
    CommandPlan plan = commands.computeIfAbsent(text, t -> program(program, t));
    return new Step("commands", plan.function(), false);
  }

  private CommandPlan program(Block.Program program, String text) {
    String name = names.op(text, PythonNames.identifier(ProgramName.of(program.command())));
    List<String> key = keys.reserve(text, List.of("commands", keyPart(name)));
    List<TaskPlan.Argument> options = new ArrayList<>();
    program.cwd().ifPresent(cwd -> options.add(argument("cwd", Python.literal(cwd))));
    return new CommandPlan(
        name,
        Names.variable(name),
        program.command(),
        Optional.empty(),
        Python.name("program_asset"),
        List.of(Python.literal(program.command())),
        withVariables(options, text),
        key,
        Python.tuple(key),
        references.spans(text));
  }

  private static String keyPart(String text) {
    return Names.keyPart(text).replace('-', '_');
  }

  private Step dbtStep(Block.PluginCommand block, JobSteps job) {
    Dbt plugin = dbt.computeIfAbsent(block.plugin(), this::dbt);
    plugin.texts().add(text(block));
    String command = block.command().orElse("run");
    String verb = verb(block.plugin(), command);
    if (BUILDING.contains(verb) && job.take(plugin.name() + " models")) {
      return new Step("dbt_assets", Python.name(plugin.name() + "_models"), true);
    }
    if (verb.equals("test") && job.take(plugin.name() + " tests")) {
      return new Step("dbt_assets", Python.name(plugin.name() + "_tests"), true);
    }
    DbtPlan.Step step =
        plugin
            .steps()
            .computeIfAbsent(
                command,
                c -> {
                  String name =
                      names.op(
                          origin(block.plugin(), c),
                          plugin.name() + "_" + PythonNames.identifier(c));
                  return new DbtPlan.Step(name, Names.variable(name), c);
                });
    return new Step("dbt_assets", step.variable(), true);
  }

  /** What the names of a block's steps are frozen by, where its plugin runs dbt. */
  static List<String> dbtOrigins(Block.PluginCommand block) {
    PluginId id = block.plugin();
    return List.of(
        id.toString(), id + " models", id + " tests", origin(id, block.command().orElse("run")));
  }

  private static String origin(PluginId id, String command) {
    return id.name() + ":" + command;
  }

  private Dbt dbt(PluginId id) {
    String name = names.op(id.toString(), PythonNames.identifier(id.name()));
    names.op(id + " models", name + "_models");
    names.op(id + " tests", name + "_tests");
    return new Dbt(id, name, new LinkedHashMap<>(), new LinkedHashSet<>());
  }

  /** The first word that dbt itself gets. */
  private String verb(PluginId id, String command) {
    return project
        .plugin(id)
        .flatMap(p -> p.command(command))
        .map(Command::args)
        .map(args -> args.strip().split("\\s+", -1)[0])
        .filter(word -> !word.isEmpty())
        .orElse(command);
  }

  /** The dbt plugins that jobs use. */
  List<DbtPlan> dbtPlans() {
    return dbt.values().stream()
        .map(
            d ->
                new DbtPlan(
                    d.name(),
                    Python.name(d.name().toUpperCase(Locale.ROOT)),
                    d.id().type().key(),
                    d.id().name(),
                    project.plugin(d.id()).map(DbtPins::areForeign).orElse(false),
                    references.takesVariables(d.id().toString()),
                    Python.name(d.name() + "_models"),
                    Python.name(d.name() + "_tests"),
                    List.copyOf(d.steps().values()),
                    List.copyOf(d.texts()),
                    Python.listing(
                        "The dbt project of "
                            + d.id().type().singular()
                            + " "
                            + d.id().name()
                            + ".",
                        references.lines(d.id().toString())),
                    references.spans(d.id().toString())))
        .toList();
  }

  /** The commands that jobs use, in the order of the files. */
  List<CommandPlan> commandPlans() {
    return List.copyOf(commands.values());
  }

  private boolean runsDbt(PluginId id) {
    return project.plugin(id).map(ResolvedPlugin::runsDbt).orElse(false);
  }
}
