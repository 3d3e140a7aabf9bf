package dev.m2d.plan;

import dev.m2d.literal.Snippet;
import java.util.List;
import java.util.Optional;

/**
 * The project as a whole.
 *
 * @param name the Meltano project's name: its folder's when it was first converted
 * @param location name of the code location in Dagster; the same in every run
 * @param packageName name of the Python distribution
 * @param summary one sentence about it
 * @param docstring of the package
 * @param meltanoRoot path from the output folder to the Meltano project, with {@code /}
 * @param defaultEnvironment the Meltano environment when none is asked for
 * @param defaultLiteral the same as Python: a literal or {@code None}
 * @param environmentTuple the environments as a Python tuple
 * @param environments names of the Meltano environments, in file order
 */
public record ProjectPlan(
    String name,
    String location,
    String packageName,
    String summary,
    Snippet docstring,
    String meltanoRoot,
    Optional<String> defaultEnvironment,
    Snippet defaultLiteral,
    Snippet environmentTuple,
    List<String> environments) {
  public ProjectPlan {
    environments = List.copyOf(environments);
  }
}
