package dev.m2d.plan;

import dev.m2d.diagnostic.Span;
import dev.m2d.literal.Snippet;
import java.util.List;

/**
 * A dbt plugin and the steps that jobs need of it.
 *
 * @param name begins the names of its steps
 * @param constant the Python constant that holds it
 * @param type the plugin's type as in meltano.yml
 * @param plugin name of the plugin
 * @param ownEnvironment whether its pins keep dbt out of Dagster's environment
 * @param takesVariables whether a job with variables of its own runs it
 * @param models function of the step that owns the models
 * @param tests function of the step that owns the tests
 * @param steps steps of their own for further commands
 * @param commands blocks of jobs that run it, as Meltano writes them
 * @param docstring of the module, when it is the only dbt plugin
 * @param origins where Meltano names it
 */
public record DbtPlan(
    String name,
    Snippet constant,
    String type,
    String plugin,
    boolean ownEnvironment,
    boolean takesVariables,
    Snippet models,
    Snippet tests,
    List<Step> steps,
    List<String> commands,
    Snippet docstring,
    List<Span> origins) {
  public DbtPlan {
    steps = List.copyOf(steps);
    commands = List.copyOf(commands);
    origins = List.copyOf(origins);
  }

  /**
   * A step for one command.
   *
   * @param name of the op
   * @param variable the name as a Python name
   * @param command name of the command
   */
  public record Step(String name, Snippet variable, String command) {}
}
