package dev.m2d.compare.contract;

import java.util.Optional;

/**
 * A promise of how long the new side takes at most.
 *
 * @param work the pipeline or job that it is for; empty for all
 * @param maxSeconds from the start of its run to its end, start-up included
 */
public record Sla(Optional<String> work, double maxSeconds) {}
