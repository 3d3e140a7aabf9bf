package dev.m2d.scan;

import dev.m2d.diagnostic.Span;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A program that a unit starts beside its calls of Meltano.
 *
 * @param at the place of the program's name
 * @param unit as in {@link Call}
 * @param argv the program and its arguments; a word that is not known stands as written
 * @param variables environment variables that the file sets for it
 * @param plain whether every word is known, and nothing pipes, redirects or decides
 * @param cwd the folder it works in, as `cd` says, if any
 * @param condition as in {@link Call}
 * @param order within the unit, counted together with the calls
 * @param text as written
 */
public record Step(
    Span at,
    String unit,
    UnitKind kind,
    List<String> argv,
    Map<String, Variable> variables,
    boolean plain,
    Optional<String> cwd,
    Optional<Schedule> schedule,
    Optional<String> condition,
    int order,
    String text) {

  public Step {
    argv = List.copyOf(argv);
    variables = Collections.unmodifiableMap(new LinkedHashMap<>(variables));
  }

  /** The same as a part of another unit. */
  Step in(String other, UnitKind otherKind, int place) {
    return new Step(
        at, other, otherKind, argv, variables, plain, cwd, schedule, condition, place, text);
  }
}
