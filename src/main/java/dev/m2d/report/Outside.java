package dev.m2d.report;

import dev.m2d.diagnostic.Span;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What a script, a scheduler or a document runs with Meltano.
 *
 * @param unit the file, or the part of it that runs in one go
 * @param steps what it runs, in order: words of Meltano with their options, programs with `$`
 *     before them
 * @param variables that the file sets for it; `${NAME:-text}` for a default
 * @param schedule cron as written, and the time zone where the file names one
 * @param job its name in Dagster; of a proposed one the name in m2d.yaml
 * @param why one sentence each
 */
public record Outside(
    String unit,
    Span at,
    Fate fate,
    Optional<String> job,
    List<String> steps,
    Map<String, String> variables,
    Optional<String> schedule,
    List<String> why) {

  public Outside {
    steps = List.copyOf(steps);
    variables = Collections.unmodifiableMap(new LinkedHashMap<>(variables));
    why = List.copyOf(why);
  }

  /** What becomes of it. */
  public enum Fate {
    UNCLEAR("not known before it runs"),
    PROPOSED("proposed, to decide about"),
    JOB("taken as a job"),
    SETTLED("settled in m2d.yaml"),
    COVERED("nothing new");

    private final String label;

    Fate(String label) {
      this.label = label;
    }

    /** As people read it. */
    public String label() {
      return label;
    }

    /** The word in JSON. */
    String key() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
