package dev.m2d.plan;

import dev.m2d.literal.Snippet;
import java.util.List;

/**
 * Variables of {@code .env.example} that belong together.
 *
 * @param title a comment line
 * @param variables in order
 */
public record EnvGroup(Snippet title, List<Variable> variables) {
  public EnvGroup {
    variables = List.copyOf(variables);
  }

  /**
   * One variable.
   *
   * @param name of the variable
   * @param line the assignment, commented out
   * @param note a comment line: what it sets, and whether it is secret
   */
  public record Variable(String name, Snippet line, Snippet note) {}
}
