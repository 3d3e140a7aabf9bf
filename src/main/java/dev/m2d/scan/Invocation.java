package dev.m2d.scan;

import java.util.List;
import java.util.Optional;

/**
 * A script of the project that something starts.
 *
 * @param script its path
 * @param arguments what it is started with
 * @param scope what its environment holds
 */
record Invocation(
    String script,
    List<Field> arguments,
    Scope scope,
    Optional<Schedule> schedule,
    Unit by,
    dev.m2d.diagnostic.Span at) {}
