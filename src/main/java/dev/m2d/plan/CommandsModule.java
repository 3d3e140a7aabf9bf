package dev.m2d.plan;

import dev.m2d.diagnostic.Span;
import dev.m2d.literal.Snippet;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/**
 * The module of all commands.
 *
 * @param commands in the order of the files, at least one
 * @param imports names taken from the kit, as they stand in the import statement
 * @param origins where Meltano names them
 */
public record CommandsModule(List<CommandPlan> commands, Snippet imports, List<Span> origins) {
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
        : Optional.of(new CommandsModule(plan.commands(), imports(plan.commands()), origins));
  }

  private static Snippet imports(List<CommandPlan> commands) {
    TreeSet<String> names = new TreeSet<>();
    commands.forEach(c -> names.add(c.constructor().text()));
    return Imports.members(names);
  }
}
