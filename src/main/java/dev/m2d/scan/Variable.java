package dev.m2d.scan;

import dev.m2d.diagnostic.Span;
import java.util.Optional;

/**
 * An environment variable that a call sees because its file sets it.
 *
 * @param value the literal text; empty when it comes from outside or is computed
 * @param fallback whether the value only holds when nothing else is given from outside, as in
 *     `${X:-value}`
 * @param text the right side as it is written
 * @param at the place of the assignment
 */
public record Variable(Optional<String> value, boolean fallback, String text, Span at) {}
