package dev.m2d.scan;

import dev.m2d.diagnostic.Span;
import java.util.List;
import java.util.Optional;

/**
 * Something of the project that something starts: a script, or a target of a Makefile and its like.
 *
 * @param script the path of the file
 * @param target the target; empty for a script
 * @param arguments what it is started with; `NAME=value` sets a variable of a target
 * @param scope what its environment holds
 * @param by what starts it
 * @param order within that, as that of a call
 * @param condition under which it is started
 * @param once whether one run of what needs it starts it once, as make does with a prerequisite
 * @param program the place of the program that starts it, which is no step then
 * @param at the place that names it
 */
record Invocation(
    String script,
    Optional<String> target,
    List<Field> arguments,
    Scope scope,
    Unit by,
    int order,
    Optional<String> condition,
    boolean once,
    Span program,
    Span at) {

  /** The same at another place of the order. */
  Invocation at(int place) {
    return new Invocation(
        script, target, arguments, scope, by, place, condition, once, program, at);
  }

  /** What tells it from other things that are started: `Makefile:load`. */
  String what() {
    return target.map(t -> script + ":" + t).orElse(script);
  }
}
