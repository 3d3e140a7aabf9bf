package dev.m2d.plan;

import dev.m2d.diagnostic.Span;
import dev.m2d.literal.Snippet;
import java.util.List;
import java.util.Optional;

/**
 * A command of a plugin as a step of its own.
 *
 * @param name of the op
 * @param function the same as a Python name
 * @param type the plugin's type as in meltano.yml
 * @param plugin name of the plugin
 * @param command name of the command; empty for the bare executable
 * @param commandLiteral the command as Python: a literal or {@code None}
 * @param key parts of the asset key
 * @param keyTuple the key as a Python tuple
 * @param origins where Meltano names it
 */
public record CommandPlan(
    String name,
    Snippet function,
    String type,
    String plugin,
    Optional<String> command,
    Snippet commandLiteral,
    List<String> key,
    Snippet keyTuple,
    List<Span> origins) {
  public CommandPlan {
    key = List.copyOf(key);
    origins = List.copyOf(origins);
  }
}
