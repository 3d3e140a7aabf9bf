package dev.m2d.meltano.resolve;

import dev.m2d.diagnostic.Span;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The place a value comes from, through all inheritance.
 *
 * @param layer the kind of the place; never {@link Layer#INHERITED}
 * @param at where it is written; empty for variables of the process and what Meltano itself sets
 * @param owner the plugin whose entry, variable or definition it is; empty for the project
 * @param variable the variable that gives it
 * @param block the `env:` that sets the variable: `project`, `plugin`, `environment`, `environment
 *     plugin`; empty for a variable of the process, or of Meltano
 */
record Origin(
    Layer layer,
    Optional<Span> at,
    String owner,
    Optional<String> variable,
    Optional<String> block) {

  Origin(Layer layer, Optional<Span> at, String owner) {
    this(layer, at, owner, Optional.empty(), Optional.empty());
  }

  // Linking the methods that a record comes with takes Java 10 ms, which a short run feels.
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Origin origin
        && layer == origin.layer
        && owner.equals(origin.owner)
        && at.equals(origin.at)
        && variable.equals(origin.variable)
        && block.equals(origin.block);
  }

  @Override
  public int hashCode() {
    return (at.hashCode() * 31 + owner.hashCode()) * 31 + variable.hashCode();
  }

  /** A variable of the `.env` file. */
  static Origin dotenv(String variable, String owner) {
    return new Origin(
        Layer.DOTENV, Optional.empty(), owner, Optional.of(variable), Optional.empty());
  }

  /** A variable of the process. */
  static Origin process(String variable, String owner) {
    return new Origin(Layer.ENV, Optional.empty(), owner, Optional.of(variable), Optional.empty());
  }

  /** A variable that an `env:` sets. */
  static Origin block(String variable, String owner, String block, Span at) {
    return new Origin(Layer.ENV, Optional.of(at), owner, Optional.of(variable), Optional.of(block));
  }
}
