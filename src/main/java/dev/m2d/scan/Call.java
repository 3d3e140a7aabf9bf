package dev.m2d.scan;

import dev.m2d.diagnostic.Span;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * One call of Meltano whose words are known.
 *
 * @param at the place of the word `meltano`, or of what stands for it
 * @param unit what groups calls that run one after the other: `run.sh`, `Makefile:load`,
 *     `.github/workflows/elt.yml:jobs.daily`, `README.md`
 * @param blocks for {@link Verb#RUN} the words, which joined by spaces are a task; `[tap, target]`
 *     for `el` and `elt`; the plugin (`plugin:command`) and its arguments for `invoke`; the name
 *     for `schedule run`; the words after the verb for `job`, `state` and `install`; all words for
 *     {@link Verb#OTHER}
 * @param variables environment variables that the file sets for it, by name, in order of assignment
 * @param inputs names of the variables from outside on which its words depend: those with a default
 *     that was taken, and those that give a value to an option
 * @param schedule when its unit starts, if a file says so
 * @param condition text of the conditions and loops it stands under
 * @param order within the unit, counted together with the steps, from 0
 * @param text the call as it is written
 */
public record Call(
    Span at,
    String unit,
    UnitKind kind,
    Verb verb,
    List<String> blocks,
    Options options,
    Map<String, Variable> variables,
    Set<String> inputs,
    Optional<Schedule> schedule,
    Optional<String> condition,
    int order,
    String text) {

  public Call {
    blocks = List.copyOf(blocks);
    variables = Collections.unmodifiableMap(new LinkedHashMap<>(variables));
    inputs = Collections.unmodifiableSet(new java.util.TreeSet<>(inputs));
  }

  /** The same as a part of another unit. */
  Call in(String other, UnitKind otherKind, int place) {
    return new Call(
        at, other, otherKind, verb, blocks, options, variables, inputs, schedule, condition, place,
        text);
  }
}
