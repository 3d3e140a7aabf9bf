package dev.m2d.compare.contract;

import java.util.List;

/**
 * How the new side's duration and memory are judged.
 *
 * @param ratioMax time of the new side without its start-up by that of the old one
 * @param rssRatioMax peak memory, the same way
 * @param pairs fewest pairs that give an interval
 * @param warmUp pairs at the beginning that are left out once there are more than the fewest
 * @param confidence of the interval, between 0 and 1
 * @param slas what was promised of the new side
 */
public record Measuring(
    double ratioMax, double rssRatioMax, int pairs, int warmUp, double confidence, List<Sla> slas) {

  /** What holds without a word in the contract. */
  public static final Measuring DEFAULT = new Measuring(1.2, 1.5, 5, 1, 0.95, List.of());

  public Measuring {
    slas = List.copyOf(slas);
  }
}
