package dev.m2d.plan;

import dev.m2d.diagnostic.Span;
import java.util.List;
import java.util.Optional;

/**
 * The module of all commands.
 *
 * @param commands in the order of the files, at least one
 * @param origins where Meltano names them
 */
public record CommandsModule(List<CommandPlan> commands, List<Span> origins) {
  public CommandsModule {
    commands = List.copyOf(commands);
    origins = List.copyOf(origins);
  }

  /** The module of a plan, when it has commands. */
  public static Optional<CommandsModule> of(DagsterPlan plan) {
    List<Span> origins =
        plan.commands().stream().flatMap(c -> c.origins().stream()).distinct().toList();
    return plan.commands().isEmpty()
        ? Optional.empty()
        : Optional.of(new CommandsModule(plan.commands(), origins));
  }
}
