package dev.m2d.meltano.resolve;

import dev.m2d.diagnostic.Span;
import dev.m2d.yaml.Located;
import dev.m2d.yaml.Value;
import java.util.Map;
import java.util.Optional;

/**
 * A schedule.
 *
 * @param interval as written; empty for null
 * @param cron the cron text Meltano makes of it; empty when it never runs by itself
 * @param timezone of the interval; empty for UTC, which Meltano's are in
 * @param env variables of its runs, taken literally
 */
public record ResolvedSchedule(
    String name,
    Optional<Located<String>> interval,
    Optional<String> cron,
    Optional<Located<String>> timezone,
    Map<String, Located<Value>> env,
    Kind kind,
    Span span) {

  public ResolvedSchedule {
    env = Ordered.copy(env);
  }

  /** What a schedule starts. */
  public sealed interface Kind {}

  /** A job of the project by name; it may be absent from the project, which is a diagnostic. */
  public record OfJob(Located<String> job) implements Kind {}

  /** `meltano elt`; `transform` is `skip`, `run` or `only`. Its state id is the schedule's name. */
  public record Elt(Located<String> extractor, Located<String> loader, Located<String> transform)
      implements Kind {}
}
