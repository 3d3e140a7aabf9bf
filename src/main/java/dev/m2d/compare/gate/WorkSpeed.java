package dev.m2d.compare.gate;

import dev.m2d.compare.performance.Ratio;
import dev.m2d.compare.performance.Speed;
import java.util.Optional;

/**
 * How fast the new side runs one pipeline or job.
 *
 * @param work its name
 * @param pairs how many pairs were measured
 * @param wall the ratio of the seconds of work; empty with too few pairs
 * @param memory the ratio of the peaks of memory; empty with too few pairs
 * @param startup how many seconds the new side starts later than the old one, the median
 * @param speed what the ratio means under the contract's limit
 */
public record WorkSpeed(
    String work,
    int pairs,
    Optional<Ratio> wall,
    Optional<Ratio> memory,
    Optional<Double> startup,
    Speed speed) {}
