package dev.m2d.meltano.resolve;

import dev.m2d.diagnostic.Span;
import dev.m2d.yaml.Located;
import dev.m2d.yaml.Value;
import java.util.Map;
import java.util.Optional;

/**
 * An environment of the project.
 *
 * @param env variables, unexpanded
 * @param stateIdSuffix unexpanded
 */
public record ResolvedEnvironment(
    String name,
    Map<String, Located<Value>> env,
    Optional<Located<String>> stateIdSuffix,
    Span span) {

  public ResolvedEnvironment {
    env = Ordered.copy(env);
  }
}
