package dev.m2d.plan;

import dev.m2d.diagnostic.Span;
import dev.m2d.literal.Snippet;
import java.util.List;
import java.util.Optional;

/**
 * A schedule, in a module of its own.
 *
 * @param name in Dagster
 * @param variable the name as a Python name
 * @param module file name without its ending
 * @param meltanoName name in Meltano
 * @param job name of the Dagster job it starts
 * @param cron five fields
 * @param timezone of the fields; empty for UTC
 * @param interval as written in meltano.yml
 * @param docstring of the module
 * @param origins where Meltano names it
 */
public record SchedulePlan(
    String name,
    Snippet variable,
    String module,
    String meltanoName,
    String job,
    String cron,
    Optional<String> timezone,
    String interval,
    Snippet docstring,
    List<Span> origins) {
  public SchedulePlan {
    origins = List.copyOf(origins);
  }
}
