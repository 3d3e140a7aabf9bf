package dev.m2d.compare.gate;

import dev.m2d.compare.contract.Waiver;

/**
 * A waiver and what became of it.
 *
 * @param isUsed whether the gate would be shut without it
 */
public record WaiverUse(Waiver waiver, boolean isUsed) {}
