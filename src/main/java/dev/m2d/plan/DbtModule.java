package dev.m2d.plan;

import dev.m2d.diagnostic.Span;
import dev.m2d.literal.Python;
import dev.m2d.literal.Snippet;
import java.util.List;
import java.util.Optional;

/**
 * The module of all dbt projects.
 *
 * @param projects in the order of the jobs, at least one
 * @param docstring of the module
 * @param origins where Meltano names them
 */
public record DbtModule(List<DbtPlan> projects, Snippet docstring, List<Span> origins) {
  public DbtModule {
    projects = List.copyOf(projects);
    origins = List.copyOf(origins);
  }

  /** The module of a plan, when it has dbt. */
  public static Optional<DbtModule> of(DagsterPlan plan) {
    if (plan.dbt().isEmpty()) {
      return Optional.empty();
    }
    List<Span> origins = plan.dbt().stream().flatMap(d -> d.origins().stream()).distinct().toList();
    Snippet docstring =
        plan.dbt().size() == 1
            ? plan.dbt().get(0).docstring()
            : Python.docstring("The dbt projects.", List.of());
    return Optional.of(new DbtModule(plan.dbt(), docstring, origins));
  }
}
