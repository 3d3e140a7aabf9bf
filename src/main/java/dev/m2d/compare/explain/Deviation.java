package dev.m2d.compare.explain;

/**
 * How far two values of a column are apart at most where a tolerance accepts it.
 *
 * @param rows in how many rows they are not exactly equal
 * @param absolute the largest |a - b|
 * @param relative the largest |a - b| / max(|a|, |b|)
 */
public record Deviation(long rows, double absolute, double relative) {

  /** No deviation. */
  public static final Deviation NONE = new Deviation(0, 0, 0);

  /** With one more pair of finite values. */
  public Deviation with(double a, double b) {
    double apart = Math.abs(a - b);
    if (apart == 0) {
      return this;
    }
    double largest = Math.max(Math.abs(a), Math.abs(b));
    return new Deviation(rows + 1, Math.max(absolute, apart), Math.max(relative, apart / largest));
  }
}
