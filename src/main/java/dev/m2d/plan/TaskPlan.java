package dev.m2d.plan;

import dev.m2d.literal.Snippet;
import java.util.List;

/**
 * One step of a job.
 *
 * @param text the block as Meltano writes it
 * @param constructor the kit's function that makes it: {@code Task} or {@code dbt.task}
 * @param target the Python name of what runs
 * @param arguments further arguments, in order
 */
public record TaskPlan(String text, Snippet constructor, Snippet target, List<Argument> arguments) {
  public TaskPlan {
    arguments = List.copyOf(arguments);
  }

  /**
   * A keyword argument.
   *
   * @param name of the parameter
   * @param value a Python expression
   */
  public record Argument(Snippet name, Snippet value) {}
}
