package dev.m2d.compare.performance;

import dev.m2d.compare.contract.Measuring;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * The ratio of the candidate to the control over several pairs.
 *
 * @param pairs how many count
 * @param median of the ratios of each pair
 * @param low the lower end of the interval that holds the median with the demanded confidence
 * @param high the upper end
 */
public record Ratio(int pairs, double median, double low, double high) {

  private static final int RESAMPLES = 10_000;
  private static final long SEED = 20_240_131;

  /**
   * The ratio over pairs, the oldest first. Where there are more than enough of them the first ones
   * are left out: they have warmed the caches of the machine for the others.
   *
   * @param ratios candidate to control
   * @return empty when there are too few pairs
   */
  public static Optional<Ratio> of(List<Double> ratios, Measuring measuring) {
    int enough = Math.max(1, measuring.pairs());
    int warmUp = Math.min(measuring.warmUp(), Math.max(0, ratios.size() - enough));
    List<Double> counted = ratios.subList(warmUp, ratios.size());
    if (counted.size() < enough) {
      return Optional.empty();
    }
    double[] values = counted.stream().mapToDouble(Double::doubleValue).toArray();
    double[] medians = new double[RESAMPLES];
    SplittableRandom random = new SplittableRandom(SEED);
    double[] sample = new double[values.length];
    for (int i = 0; i < RESAMPLES; i++) {
      for (int j = 0; j < sample.length; j++) {
        sample[j] = values[random.nextInt(values.length)];
      }
      medians[i] = median(sample);
    }
    Arrays.sort(medians);
    int outside = (int) Math.round(RESAMPLES * (1 - measuring.confidence()) / 2);
    return Optional.of(
        new Ratio(
            values.length,
            median(values.clone()),
            medians[outside],
            medians[RESAMPLES - 1 - outside]));
  }

  /** What it means where the candidate may take `limit` times as long. */
  public Speed speed(double limit) {
    if (high <= limit) {
      return high < 1 ? Speed.FASTER : Speed.SAME;
    }
    return low > limit ? Speed.SLOWER : Speed.INCONCLUSIVE;
  }

  private static double median(double[] values) {
    Arrays.sort(values);
    int middle = values.length / 2;
    return values.length % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
  }
}
