package dev.m2d.compare.performance;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * The ratio of the candidate to the control over several pairs.
 *
 * @param pairs how many count
 * @param median of the ratios of each pair
 * @param low the lower end of the interval that holds the median with 95 %
 * @param high the upper end
 */
public record Ratio(int pairs, double median, double low, double high) {

  /** With fewer pairs there is no interval. */
  public static final int LEAST_PAIRS = 5;

  private static final int RESAMPLES = 10_000;
  private static final long SEED = 20_240_131;

  /**
   * The ratio over pairs, the oldest first. With more than the least number of them the first is
   * left out: it has warmed the caches of the machine for the others.
   *
   * @param ratios candidate to control
   * @return empty when there are too few pairs
   */
  public static Optional<Ratio> of(List<Double> ratios) {
    List<Double> counted = ratios.size() > LEAST_PAIRS ? ratios.subList(1, ratios.size()) : ratios;
    if (counted.size() < LEAST_PAIRS) {
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
    return Optional.of(
        new Ratio(
            values.length,
            median(values.clone()),
            medians[(int) (RESAMPLES * 0.025)],
            medians[(int) (RESAMPLES * 0.975) - 1]));
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
