package dev.m2d.plan;

import dev.m2d.diagnostic.Span;
import dev.m2d.literal.Snippet;
import dev.m2d.meltano.PluginId;
import java.util.List;
import java.util.Optional;

/**
 * A command of a plugin, or a program that is none, as a step of its own.
 *
 * @param name of the op
 * @param function the same as a Python name
 * @param text as Meltano or m2d.yaml has it
 * @param plugin whose command it is; empty for a program
 * @param constructor the kit's function that makes it: {@code command_asset} or {@code
 *     program_asset}
 * @param what its positional arguments: plugin type, plugin and command, or the program
 * @param options its further keyword arguments
 * @param key parts of the asset key
 * @param keyTuple the key as a Python tuple
 * @param origins where Meltano names it
 */
public record CommandPlan(
    String name,
    Snippet function,
    String text,
    Optional<PluginId> plugin,
    Snippet constructor,
    List<Snippet> what,
    List<TaskPlan.Argument> options,
    List<String> key,
    Snippet keyTuple,
    List<Span> origins) {
  public CommandPlan {
    what = List.copyOf(what);
    options = List.copyOf(options);
    key = List.copyOf(key);
    origins = List.copyOf(origins);
  }
}
