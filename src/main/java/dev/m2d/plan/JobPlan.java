package dev.m2d.plan;

import dev.m2d.diagnostic.Span;
import dev.m2d.literal.Snippet;
import java.util.List;
import java.util.Optional;

/**
 * A job, in a module of its own.
 *
 * @param name in Dagster
 * @param variable the name as a Python name
 * @param module file name without its ending
 * @param meltanoName name of the job or EL schedule in Meltano
 * @param constructor the kit's function that makes it: {@code asset_job} or {@code op_job}
 * @param stubs steps that cannot be converted, defined in the job's module
 * @param single whether there is exactly one task
 * @param variables variables of its runs, each an entry of a Python dict
 * @param from the place outside meltano.yml that it comes from
 * @param tasks the steps, in Meltano's order
 * @param docstring of the module
 * @param imports import statements, sorted
 * @param origins where Meltano names it
 */
public record JobPlan(
    String name,
    Snippet variable,
    String module,
    String meltanoName,
    Snippet constructor,
    List<StubPlan> stubs,
    boolean single,
    List<Snippet> variables,
    Optional<String> from,
    List<TaskPlan> tasks,
    Snippet docstring,
    List<Snippet> imports,
    List<Span> origins) {
  public JobPlan {
    stubs = List.copyOf(stubs);
    variables = List.copyOf(variables);
    tasks = List.copyOf(tasks);
    imports = List.copyOf(imports);
    origins = List.copyOf(origins);
  }
}
