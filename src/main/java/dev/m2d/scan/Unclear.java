package dev.m2d.scan;

import dev.m2d.diagnostic.Span;

/**
 * A call of Meltano that depends on what is not known before it runs.
 *
 * @param at the place of the word `meltano`, or of what stands for it
 * @param unit as in {@link Call}
 * @param text the call as it is written
 * @param why one sentence, without its full stop
 */
public record Unclear(Span at, String unit, UnitKind kind, String text, String why) {}
