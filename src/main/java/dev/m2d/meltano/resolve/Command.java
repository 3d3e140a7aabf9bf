package dev.m2d.meltano.resolve;

import dev.m2d.diagnostic.Span;
import java.util.Optional;

/**
 * A named command of a plugin.
 *
 * @param args one string, split like a shell would and then expanded token by token
 * @param executable another executable of the same virtual environment
 */
public record Command(
    String name,
    String args,
    Optional<String> executable,
    Optional<String> description,
    Span span) {}
