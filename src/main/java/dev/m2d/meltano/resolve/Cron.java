package dev.m2d.meltano.resolve;

import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Meltano's intervals. */
public final class Cron {

  private static final Set<String> NEVER = Set.of("@once", "@manual", "@none");

  /** The cron text of each alias. */
  public static final Map<String, String> ALIASES =
      Map.of(
          "@hourly", "0 * * * *",
          "@daily", "0 0 * * *",
          "@midnight", "0 0 * * *",
          "@weekly", "0 0 * * 0",
          "@monthly", "0 0 1 * *",
          "@yearly", "0 0 1 1 *",
          "@annually", "0 0 1 1 *");

  /** The cron text of an interval; empty when it never runs by itself. */
  public static Optional<String> of(String interval) {
    if (NEVER.contains(interval) || interval.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(ALIASES.getOrDefault(interval, interval));
  }

  private Cron() {}
}
